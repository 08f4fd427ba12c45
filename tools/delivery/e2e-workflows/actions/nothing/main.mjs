console.log('nothing to do on this host');

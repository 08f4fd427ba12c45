// Package registry serves the images of the cluster on loopback.
package registry

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/distribution/distribution/v3/configuration"
	"github.com/distribution/distribution/v3/registry/handlers"
	_ "github.com/distribution/distribution/v3/registry/storage/driver/filesystem" // the storage that is asked for
)

const readHeaderTimeout = 10 * time.Second

// Serve serves the images below folder to the connections of listener until ctx is done.
func Serve(ctx context.Context, listener net.Listener, folder string) error {
	app := handlers.NewApp(ctx, settings(folder))
	server := &http.Server{Handler: app, ReadHeaderTimeout: readHeaderTimeout}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve images: %w", err)
	}
	return nil
}

func settings(folder string) *configuration.Configuration {
	config := &configuration.Configuration{
		Storage: configuration.Storage{
			"filesystem": configuration.Parameters{"rootdirectory": folder},
			"delete":     configuration.Parameters{"enabled": true},
		},
	}
	config.Log.Level = "warn"
	config.Log.AccessLog.Disabled = true
	return config
}

"""The jobs that services tell each other of through NATS; libs/go/jobs has the rest."""

# The Go image as the original plan builds it (section 3.1): compiled inside the image, from a copy of the
# repository. Corrected only where it could not work: the repository has several modules and a go.work, VERSION
# had no ARG, and there are no db/migrations to copy.

ARG BUILDER_IMAGE=docker.io/library/golang:1.26-bookworm@sha256:a688600ca24f8a4d3ca77f95b0dd40704a9fc787c826660eb7ba0b641b8b175d
ARG RUNTIME_IMAGE=docker.io/library/alpine:3.22@sha256:5291449c3df73caf6ed85e649dec1b9e818b39a5d8c871e97afc13e9cd5e8fa8

FROM ${BUILDER_IMAGE} AS builder

WORKDIR /app

# Cache dependencies. The named context has every go.mod and go.sum in its place. The modules come from the
# host's module cache, so that this way pays for no download.
COPY --from=manifests . .
RUN --mount=type=bind,from=modules,target=/modules \
    GOPROXY=file:///modules GOSUMDB=off go mod download

COPY . .

ARG SERVICE
ARG BINARY
ARG VERSION=dev
# The plan has no cache for the compiler; with COMPILER_CACHE=/cache it is given one that outlives the build.
ARG COMPILER_CACHE=/root/.cache/go-build
RUN --mount=type=cache,target=/cache \
    GOCACHE=${COMPILER_CACHE} CGO_ENABLED=0 GOOS=linux go build \
    -ldflags="-w -s -X main.Version=${VERSION} -X main.BuildTime=$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
    -o /bin/service ./apps/${SERVICE}/cmd/${BINARY}

FROM ${RUNTIME_IMAGE}

# apk only where the runtime is Alpine: the stand-in for it brings both packages.
RUN if command -v apk; then apk --no-cache add ca-certificates tzdata; fi \
    && echo 'kerp:x:1000:' >> /etc/group \
    && echo 'kerp:x:1000:1000::/app:/bin/sh' >> /etc/passwd

WORKDIR /app

COPY --from=builder /bin/service /app/service

RUN chown -R kerp:kerp /app

USER kerp

EXPOSE 8080

HEALTHCHECK --interval=30s --timeout=3s --start-period=5s --retries=3 \
    CMD wget --no-verbose --tries=1 --spider http://localhost:8080/health || exit 1

ENTRYPOINT ["/app/service"]

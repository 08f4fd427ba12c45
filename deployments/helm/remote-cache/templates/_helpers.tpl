{{/* Labels by which pods are selected. */}}
{{- define "remote-cache.selector" -}}
app.kubernetes.io/name: remote-cache
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* The image by digest, else by tag. */}}
{{- define "remote-cache.image" -}}
{{- $name := .repository -}}
{{- if .registry }}{{ $name = printf "%s/%s" .registry $name }}{{ end -}}
{{- if .digest }}{{ printf "%s@%s" $name .digest }}{{ else if .tag }}{{ printf "%s:%s" $name .tag }}{{ else }}{{ $name }}{{ end -}}
{{- end }}

{{/* What the server reads: the folder is a volume, and it listens to all that reaches the pod. */}}
{{- define "remote-cache.settings" -}}
{{- merge (dict "listen" "0.0.0.0:7077" "folder" "/var/lib/remote-cache") .Values.settings | toPrettyJson }}
{{- end }}

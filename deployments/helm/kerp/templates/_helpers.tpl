{{/* Labels of an object of a service. Input: its name. */}}
{{- define "kerp.labels" -}}
app.kubernetes.io/name: {{ . }}
app.kubernetes.io/part-of: kerp
{{- end }}

{{/* Labels by which pods are selected. Input: the service's name. */}}
{{- define "kerp.selector" -}}
app.kubernetes.io/name: {{ . }}
app.kubernetes.io/instance: {{ . }}
{{- end }}

{{/* An image by digest, else by tag. Input: global and image. */}}
{{- define "kerp.image" -}}
{{- $name := .image.repository -}}
{{- if .global.imageRegistry }}{{ $name = printf "%s/%s" .global.imageRegistry $name }}{{ end -}}
{{- if .image.digest }}{{ printf "%s@%s" $name .image.digest }}{{ else if .image.tag }}{{ printf "%s:%s" $name .image.tag }}{{ else }}{{ $name }}{{ end -}}
{{- end }}

{{/* What is the same in every Deployment: how pods are replaced. */}}
{{- define "kerp.rollout" -}}
strategy:
  type: RollingUpdate
  rollingUpdate:
    maxSurge: 1
    maxUnavailable: 0
progressDeadlineSeconds: 300
revisionHistoryLimit: 2
{{- end }}

{{/* What every pod may not. Input: root context, and the name of the service account. */}}
{{- define "kerp.pod" -}}
serviceAccountName: {{ .name }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.global.imagePullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{/* Pods of a service on different nodes, where there are several. Input: the service's name. */}}
{{- define "kerp.spread" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "kerp.selector" . | nindent 8 }}
{{- end }}

{{- define "kerp.container" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end }}

{{/* A variable from a Secret of the service. Input: the Secret and the key, which is also the variable. */}}
{{- define "kerp.secretVariable" -}}
- name: {{ .key }}
  valueFrom:
    secretKeyRef: { name: {{ .secret }}, key: {{ .key }} }
{{- end }}

{{/* The account and the disruption budget of a service. Input: its name. */}}
{{- define "kerp.companions" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ . }}
  labels: {{- include "kerp.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {{- include "kerp.selector" . | nindent 6 }}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ . }}
  labels: {{- include "kerp.labels" . | nindent 4 }}
automountServiceAccountToken: false
{{- end }}

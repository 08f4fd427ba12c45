import { expect, test } from 'vitest';
import { schemasOf } from '../../../src/check/kubernetes/schemas.ts';

const gvk = (group: string, version: string, kind: string) => ({ 'x-kubernetes-group-version-kind': [{ group, version, kind }] });

const DEFINITIONS = {
  'io.k8s.Deployment': {
    type: 'object',
    properties: { spec: { $ref: '#/definitions/io.k8s.Spec' }, kind: { type: 'string' } },
    ...gvk('apps', 'v1', 'Deployment'),
  },
  'io.k8s.Spec': {
    type: 'object',
    properties: { port: { $ref: '#/definitions/io.k8s.Port' }, labels: { additionalProperties: { type: 'string' } } },
    'x-kubernetes-map-type': 'atomic',
  },
  'io.k8s.Port': { type: 'string', format: 'int-or-string' },
  'io.k8s.Policy': { type: 'object', properties: {}, ...gvk('networking.k8s.io', 'v1', 'NetworkPolicy') },
  'io.k8s.Service': { type: 'object', ...gvk('', 'v1', 'Service') },
};

test('a schema has what it reaches, is strict, and takes a number or a text where Kubernetes does', () => {
  expect(schemasOf(DEFINITIONS, new Set(['apps/v1/Deployment']))).toEqual({
    'deployment-apps-v1.json': {
      $ref: '#/definitions/io.k8s.Deployment',
      definitions: {
        'io.k8s.Deployment': {
          type: 'object',
          properties: { spec: { $ref: '#/definitions/io.k8s.Spec' }, kind: { type: 'string' } },
          additionalProperties: false,
        },
        'io.k8s.Spec': {
          type: 'object',
          properties: { port: { $ref: '#/definitions/io.k8s.Port' }, labels: { additionalProperties: { type: 'string' } } },
          additionalProperties: false,
        },
        'io.k8s.Port': { type: ['string', 'integer'] },
      },
    },
  });
});

test('files have the names that kubeconform looks for; kinds that Kubernetes does not know have none', () => {
  const kinds = new Set(['v1/Service', 'networking.k8s.io/v1/NetworkPolicy', 'example.com/v1/Service']);
  expect(Object.keys(schemasOf(DEFINITIONS, kinds))).toEqual(['networkpolicy-networking-v1.json', 'service-v1.json']);
});

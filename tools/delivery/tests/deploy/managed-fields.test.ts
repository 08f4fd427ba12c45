import { expect, it } from 'vitest';
import { editorsOf, takenOver } from '../../src/deploy/managed-fields.ts';
import type { KubernetesObject } from '../../src/deploy/objects.ts';

const OURS = {
  manager: 'kerp-delivery',
  operation: 'Apply',
  fieldsV1: { 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"web"}': { 'f:image': {} } } } } } },
};
const SCALED = { manager: 'kerp-delivery', operation: 'Update', fieldsV1: { 'f:spec': { 'f:replicas': {} } } };
const CONTROLLER = { manager: 'kube-controller-manager', operation: 'Update', subresource: 'status', fieldsV1: { 'f:status': {} } };
const EDIT = {
  manager: 'kubectl-set',
  operation: 'Update',
  fieldsV1: {
    'f:spec': {
      'f:replicas': {},
      'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"web"}': { 'f:env': { 'k:{"name":"DEBUG"}': { '.': {} } } } } } },
    },
  },
};
const SIZE = { manager: 'kubectl-edit', operation: 'Update', fieldsV1: { 'f:spec': { 'f:replicas': {} } } };
const AUTOSCALED = { manager: 'kube-controller-manager', operation: 'Update', subresource: 'scale', fieldsV1: { 'f:spec': {} } };
const NOTE = { manager: 'kubectl-annotate', operation: 'Update', fieldsV1: { 'f:metadata': { 'f:annotations': { 'f:note': {} } } } };

function deployment(managedFields: object[] | undefined): KubernetesObject {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', managedFields } };
}

it.each([
  { name: 'nobody says who set what', entries: undefined },
  { name: 'only us and the controllers', entries: [OURS, SCALED, CONTROLLER, AUTOSCALED] },
  { name: 'somebody set how many pods there are, somebody a note', entries: [OURS, SIZE, NOTE] },
])('$name: there is nothing to take over', ({ entries }) => {
  expect([editorsOf(deployment(entries)), takenOver(deployment(entries))]).toEqual([[], undefined]);
});

it('what others have set is ours then, but for the number of pods; and who else set what is still noted', () => {
  const edited = deployment([CONTROLLER, OURS, EDIT, NOTE, SCALED]);
  expect(editorsOf(edited)).toEqual(['kubectl-set']);
  expect(takenOver(edited)).toEqual([
    CONTROLLER,
    {
      ...OURS,
      fieldsV1: {
        'f:spec': {
          'f:template': {
            'f:spec': {
              'f:containers': { 'k:{"name":"web"}': { 'f:image': {}, 'f:env': { 'k:{"name":"DEBUG"}': { '.': {} } } } },
            },
          },
        },
      },
    },
    NOTE,
    SCALED,
  ]);
});

/** What civil affairs has registered for its grant in the demo city, and the key that signs its calls. */
import { parse } from 'graphql';
import { DEMO_GRANT_ID } from '../../gateway/development/identities.ts';
import { DEMO_OPERATION_KEY_ID, demoOperationPublicKey } from '../../gateway/development/operation-key.ts';
import { toCanonicalOperation } from '../../schema/operation-document.ts';
import type { SharingLoad } from '../../subgraphs/sharing/index.ts';

export const DEMO_OPERATION = 'housing-support';

const DOCUMENT = `query HousingSupport($id: ID!) {
  case(id: $id) {
    item { name }
    agency { name }
    state
    applicantName
    applicantIdNumber
    archivedOn
    materials { name fileName }
    licences { typeName statusAtUse licence { currentStatus } }
    holding { referenceCode }
    disclosure { field outcome rule }
  }
}`;

const { text, hash, variables } = toCanonicalOperation(parse(DOCUMENT));
const REGISTERED = { registeredBy: 'civil-affairs-head', registeredAt: '2024-01-02T09:00:00.000+08:00' };

export const OPERATIONS: NonNullable<SharingLoad['operations']> = [
  {
    ...REGISTERED,
    grantId: DEMO_GRANT_ID,
    name: DEMO_OPERATION,
    version: 1,
    document: text,
    hash,
    variables: [...variables],
    state: 'IN_FORCE',
  },
];

export const OPERATION_KEYS: NonNullable<SharingLoad['operationKeys']> = [
  {
    ...REGISTERED,
    id: DEMO_OPERATION_KEY_ID,
    grantId: DEMO_GRANT_ID,
    algorithm: 'Ed25519',
    publicKey: demoOperationPublicKey(),
  },
];

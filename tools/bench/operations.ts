/** What is asked. Cursors stay out: they are random, and answers are compared. */
import { DEMO_MAIN_CASE_ID } from '../demo/case-names.ts';
import type { Operation } from './measure.ts';

/** One case over five subgraphs, as in the README. */
export const MAIN_QUERY: Operation = {
  name: 'main query',
  variables: { id: DEMO_MAIN_CASE_ID },
  query: `query MainCase($id: ID!) {
    case(id: $id) {
      item { name }
      agency { name }
      state completedOn title applicantName applicantIdNumber applicantPhone applicantAddress contactName
      materials { materialClass name format fileName }
      licences { typeName issuer { name } holderName holderNumber statusAtUse licence { currentStatus holderName } }
      retention { period basis dueOn }
      holding { referenceCode fondsNumber custody openingState }
    }
  }`,
};

export const POINT: Operation = {
  name: 'point look-up',
  variables: { id: DEMO_MAIN_CASE_ID },
  query: `query Point($id: ID!) { case(id: $id) { caseNumber state completedOn applicantName } }`,
};

export const FAN_OUT: Operation = {
  name: 'fan-out, 50 cases over four subgraphs',
  variables: {},
  query: `query FanOut {
    cases(first: 50) {
      edges {
        node {
          item { name }
          state completedOn applicantName applicantIdNumber
          materials { materialClass name }
          licences { typeName holderName statusAtUse licence { currentStatus holderName } }
          retention { period basis dueOn }
          holding { referenceCode fondsNumber custody openingState }
        }
      }
    }
  }`,
};

export const LIST: Operation = {
  name: '500-row list',
  variables: {},
  query: `query List {
    cases(first: 500) {
      edges {
        node { caseNumber region state result completedOn applicantName applicantIdNumber applicantPhone }
      }
    }
  }`,
};

export const COMPARED: readonly Operation[] = [POINT, FAN_OUT, LIST];

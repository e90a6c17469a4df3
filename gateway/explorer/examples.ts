/** The operations the explorer offers. Each must validate against schema/supergraph.graphql. */
import type { Bilingual } from './texts.ts';

export interface Example {
  readonly id: string;
  readonly title: Bilingual;
  readonly description: Bilingual;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The first one stands in the editor when the page opens. */
export const EXAMPLES: readonly [Example, ...Example[]] = [
  {
    id: 'recent-cases',
    title: { zh: '最近归档的办件', en: 'Cases lately archived' },
    description: {
      zh: '列出办件及申请人。换一个身份再运行，看哪些字段被遮蔽。',
      en: 'Lists cases with their applicants. Run it again as another identity and see what is masked.',
    },
    query: `query RecentCases($first: Int!) {
  cases(first: $first) {
    totalCount
    edges {
      node {
        id
        number
        title
        applicantName
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
    variables: { first: 5 },
  },
  {
    id: 'case-by-number',
    title: { zh: '按办件编号查询', en: 'One case by its number' },
    description: {
      zh: '查询一个办件及其保管期限与馆藏情况，跨三个子图。',
      en: 'One case with its retention and its holding, across three subgraphs.',
    },
    query: `query CaseByNumber($number: String!) {
  caseByNumber(number: $number) {
    id
    title
    applicantName
    disclosure {
      field
      outcome
      clause
    }
  }
}
`,
    variables: { number: '' },
  },
  {
    id: 'grants',
    title: { zh: '我的共享授权', en: 'My sharing grants' },
    description: {
      zh: '列出当前身份可用的授权及其状态。',
      en: 'The grants this identity may use, with their state.',
    },
    query: `query MyGrants {
  grants(first: 20) {
    edges {
      node {
        id
        status
      }
    }
  }
}
`,
    variables: {},
  },
];

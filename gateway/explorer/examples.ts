/**
 * The operations the explorer offers, on the demo data. The page is bundled for browsers and cannot import the demo's
 * constants: `test/contract/examples.test.ts` holds these ids equal to them, and runs every operation.
 */
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
    id: 'main-case',
    title: { zh: '一个办件的全貌', en: 'One case, whole' },
    description: {
      zh: '一次查询跨五个子图：申请人、材料、证照、保管期限、档号。换成民政局、交通运输局、公民再运行，看披露如何不同。',
      en: 'One query over five subgraphs: applicant, materials, licences, retention, reference code. Run it again as civil affairs, transport or the citizen and compare.',
    },
    query: `query MainCase($id: ID!) {
  case(id: $id) {
    item { name }
    agency { name }
    state
    completedOn
    title
    applicantName
    applicantIdNumber
    applicantPhone
    applicantAddress
    contactName
    materials {
      materialClass
      name
      format
      fileName
    }
    licences {
      typeName
      issuer { name }
      holderName
      holderNumber
      statusAtUse
      licence { currentStatus holderName }
    }
    retention { period basis dueOn }
    holding {
      referenceCode
      fondsNumber
      custody
      openingState
    }
  }
}
`,
    variables: { id: 'b7d0e8f1-2c3a-4d5e-8f60-7182930a1b2c' },
  },
  {
    id: 'housing-list',
    title: { zh: '住房部门的办件列表', en: 'Cases of the housing bureau' },
    description: {
      zh: '同一列表中，各行按自身状态提供、遮蔽、不提供或只留销毁痕迹。建议以民政局身份运行。',
      en: 'In one list each row is shown, masked, withheld or left as a tombstone by its own state. Best run as civil affairs.',
    },
    query: `query HousingCases($agency: String!) {
  cases(
    filter: { agency: { eq: $agency } }
    orderBy: { field: COMPLETED_ON, direction: DESC }
    first: 40
  ) {
    totalCount
    edges {
      node {
        item { name }
        state
        completedOn
        applicantName
        applicantIdNumber
        circumstances
        holding { custody openingState }
        tombstone { recordCode destroyedOn listNumber }
      }
    }
  }
}
`,
    variables: { agency: '11990100MB0DEM0174' },
  },
  {
    id: 'by-reference-code',
    title: { zh: '按档号查电子档案', en: 'An archival record by its reference code' },
    description: {
      zh: '由档号到馆藏信息与所归档的办件。无权读取档号者得到空值，与档号不存在时相同。',
      en: 'From the reference code to holding and case. Whoever may not read the code gets null, as for a code that does not exist.',
    },
    query: `query RecordByReferenceCode($referenceCode: String!) {
  archivalRecordByReferenceCode(referenceCode: $referenceCode) {
    referenceCode
    fondsNumber
    fondsName
    custody
    openingState
    title
    case {
      caseNumber
      item { name }
      applicantName
      retention { period dueOn explanation }
    }
    disclosure { field outcome rule clause reason }
  }
}
`,
    variables: { referenceCode: 'Z901-ZY·QR·2024·D30-000123' },
  },
  {
    id: 'licences',
    title: { zh: '电子证照及其现状', en: 'Licences and their status today' },
    description: {
      zh: '住房部门颁发的证照：有效、暂扣、注销等。非发证机关未获授权，看不到状态。',
      en: 'Licences the housing bureau issued: valid, suspended, cancelled. Without a grant others do not see the status.',
    },
    query: `query Licences($issuer: String!) {
  licences(
    filter: { issuer: { eq: $issuer } }
    orderBy: { field: ISSUED_ON, direction: DESC }
    first: 20
  ) {
    totalCount
    edges {
      node {
        typeName
        identifier
        checkDigit
        issuedOn
        validTo
        currentStatus
        holderName
        holderNumber
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
    variables: { issuer: '11990100MB0DEM0174' },
  },
  {
    id: 'retention-due',
    title: { zh: '保管期限将满的办件', en: 'Retention that ends soon' },
    description: {
      zh: '按期满日期先后列出，附依据条款。期满不等于销毁：仍须鉴定与审批。',
      en: 'By due date, each with its clause. Due does not mean destroyed: appraisal and approval come first.',
    },
    query: `query RetentionDue($from: Date!, $to: Date!) {
  retentionDecisions(
    filter: { dueOn: { from: $from, to: $to } }
    orderBy: { field: DUE_ON, direction: ASC }
    first: 20
  ) {
    totalCount
    edges {
      node {
        dueOn
        period
        basis
        state
        explanation
        agency { name }
        case { item { name } caseNumber }
      }
    }
  }
}
`,
    variables: { from: '2026-01-01', to: '2035-12-31' },
  },
  {
    id: 'catalogue',
    title: { zh: '政务数据目录及数据项', en: 'The sharing catalogue and its items' },
    description: {
      zh: '住房部门提供哪些字段、以何种条件共享、哪些提供脱敏。申请授权由此开始。',
      en: 'What the housing bureau offers, on which conditions, and which fields come masked. Applying for a grant begins here.',
    },
    query: `query Catalogue($provider: ID!) {
  catalogueEntries(provider: $provider, first: 20) {
    totalCount
    edges {
      node {
        code
        name
        attribute
        modes
        conditions
        legalBasis
        updateCycle
        items { coordinate offeredMasked }
      }
    }
  }
}
`,
    variables: { provider: '11990100MB0DEM0174' },
  },
  {
    id: 'my-grants',
    title: { zh: '我的共享授权', en: 'My grants' },
    description: {
      zh: '本机构提供或使用的授权：状态、期限、用途、列明的字段。其标识填入上方“共享授权”。',
      en: 'Grants your body gives or uses: state, term, use causes, fields named. Put the id into “Grant” above.',
    },
    query: `query MyGrants {
  grants(first: 20) {
    totalCount
    edges {
      node {
        id
        state
        scenario
        basis
        useCauses
        modes
        validFrom
        validTo
        entry { code name }
        grantee { uscc }
        named
      }
    }
  }
}
`,
    variables: {},
  },
  {
    id: 'access-log',
    title: { zh: '访问日志', en: 'The access log' },
    description: {
      zh: '何人、凭何授权、因何用途、得到哪些字段。安全审计员可看全部，机构只看本机构；早者在前。',
      en: 'Who was given which fields, under which grant, for what. The auditor sees all, a body its own; earliest first.',
    },
    query: `query AccessLog {
  accessLog(first: 10) {
    totalCount
    edges {
      node {
        at
        actorId
        role
        agency
        onBehalfOf
        grantId
        useCause
        outcomes { coordinate outcome rule count }
        records
        policyVersion
        requestId
      }
    }
  }
}
`,
    variables: {},
  },
  {
    id: 'protected-filter',
    title: { zh: '按受保护字段筛选', en: 'A filter on a protected field' },
    description: {
      zh: '按身份证号查办件：住房部门查得本部门的，交通运输局一件也查不到，总数同样为零。筛选不泄露看不到的内容。',
      en: 'Cases by identity number: housing finds its own, transport none, and the count says so too. A filter tells nothing that may not be seen.',
    },
    query: `query CasesOfPerson($idNumber: String!) {
  cases(filter: { applicantIdNumber: { eq: $idNumber } }, first: 20) {
    totalCount
    edges {
      node {
        item { name }
        agency { name }
        completedOn
        applicantName
        applicantIdNumber
      }
    }
  }
}
`,
    variables: { idNumber: '990106199003070017' },
  },
];

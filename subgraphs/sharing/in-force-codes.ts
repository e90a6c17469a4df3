/** The enums of demands, consents and persons' requests. */
import { codesOf } from '../../schema/shared-types.ts';

export const DemandKind = codesOf('DemandKind', 'Who demands, or why (调取类型). @clause 809 art. 2', {
  COURT: 'A people’s court (人民法院).',
  PROCURATORATE: 'A people’s procuratorate (人民检察院).',
  SUPERVISION: 'A supervisory commission (监察机关).',
  AUDIT: 'An audit office (审计机关).',
  EMERGENCY: 'A declared emergency (突发事件应急).',
});

export const BodyConsentKind = codesOf(
  'BodyConsentKind',
  'In which capacity a body agrees to a grant (同意类型). @clause 实施条例 art. 34',
  {
    UNIT: 'The forming unit, for its records before transfer (立档单位).',
    HALL: 'The archive hall, for what it has taken over (档案馆).',
    SOURCE: 'The authority that issued licences which others hold snapshots of (证照颁发机构).',
  },
);

export const RecordRequestKind = codesOf(
  'RecordRequestKind',
  'What a person asks about a record of theirs (个人请求类型). @clause PIPL art. 46; PIPL art. 48',
  {
    CORRECTION: 'That it be corrected; archived bytes stay, an annotation says what is right (更正).',
    RESTRICTION: 'That it be used less (限制处理).',
    EXPLANATION: 'How it is used (解释说明).',
  },
);

export const RecordRequestState = codesOf('RecordRequestState', 'State of a person’s request (请求状态).', {
  RECEIVED: 'Waits for its answer (待答复).',
  GRANTED: 'Done (已办理).',
  REFUSED: 'Refused with reasons (不予办理).',
});

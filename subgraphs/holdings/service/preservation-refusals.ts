/** Every reason for which an act of preservation is refused. */
import { refuserOf } from '../refusals.ts';

export const { refuse, refuseIf } = refuserOf({
  LABEL_TAKEN: { message: 'Another set has this label: give it its own.', clause: '令22 art. 26' },
  TEXT_MISSING: { message: 'Fill it in.', clause: '令22 art. 26' },
  ONLINE_SET_EXISTS: { message: 'There is a set in use already: retire it first.', clause: '令22 art. 26' },
  ONLINE_HAS_NO_MOUNT: { message: 'The set in use is the online store: leave the medium out.', clause: '令22 art. 26' },
  MEDIUM_UNKNOWN: {
    message: 'The installation has no medium of this name and kind: see preservation.json.',
    clause: '令22 art. 26',
  },
  MEDIUM_TAKEN: { message: 'Another set is on this medium: each set has one of its own.', clause: '令22 art. 26' },
  DAYS_OUT_OF_RANGE: { message: 'Give a number of days from 1 to 3660.', clause: '26号 art. 11' },
  PERMILLE_OUT_OF_RANGE: { message: 'Give a number from 1 to 1000.', clause: '26号 art. 11' },
  SET_ENDED: { message: 'The set is replaced or retired.', clause: '令22 art. 26' },
  SET_OUT_OF_REACH: { message: 'No machine reaches this set: it is read by hand.', clause: '26号 art. 11' },
  SAME_SET: { message: 'A set is not copied to itself.', clause: '令22 art. 26' },
  COPY_TO_ONLINE: {
    message: 'The set in use is not copied to: broken files in it are repaired.',
    clause: '令22 art. 26',
  },
  ONLINE_NOT_MIGRATED: { message: 'The set in use stays: make a backup instead.', clause: '令22 art. 26' },
  WORK_UNDER_WAY: { message: 'The same work is under way: wait for its end.', clause: '26号 art. 11' },
  PLAN_ENDED: { message: 'The plan has ended.', clause: '26号 art. 11' },
  INCIDENT_SETTLED: { message: 'The incident is closed, or the file was reported lost.', clause: '26号 art. 11' },
  INCIDENT_NOT_OPEN: { message: 'The incident is not open any more.', clause: '26号 art. 11' },
  NOT_REPAIRABLE: {
    message: 'The register of digests is wrong here, not the file: compare the sets and settle it with a reason.',
    clause: '26号 art. 11',
  },
  NOT_AN_END: { message: 'Settle an incident as CLOSED or LOST.', clause: '26号 art. 11' },
  REPAIR_BEFORE_LOSS: { message: 'Try a repair from the other sets before reporting a loss.', clause: '26号 art. 11' },
  CONVERTER_UNKNOWN: {
    message: 'The installation has no converter of this name: see `converters`.',
    clause: '令22 art. 28',
  },
});

/** How far time zones are from UTC. Pure. */

/**
 * Abbreviations as RFC 822, section 5.1, defines them, and those that papers of one country use. IST is not
 * here: it is India's, Israel's and Ireland's. BST is Britain's summer, CST and AST are North America's, as
 * in the RFC.
 */
const hours: Readonly<Record<string, number>> = {
  Z: 0,
  UT: 0,
  UTC: 0,
  GMT: 0,
  WET: 0,
  WEST: 1,
  BST: 1,
  CET: 1,
  MEZ: 1,
  CEST: 2,
  MESZ: 2,
  SAST: 2,
  CAT: 2,
  EET: 2,
  EEST: 3,
  EAT: 3,
  MSK: 3,
  TRT: 3,
  GST: 4,
  PKT: 5,
  NPT: 5.75,
  WIB: 7,
  ICT: 7,
  HKT: 8,
  SGT: 8,
  PHT: 8,
  AWST: 8,
  JST: 9,
  KST: 9,
  ACST: 9.5,
  ACDT: 10.5,
  AEST: 10,
  AEDT: 11,
  NZST: 12,
  NZDT: 13,
  NST: -3.5,
  NDT: -2.5,
  AST: -4,
  ADT: -3,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  AKST: -9,
  AKDT: -8,
  HST: -10,
  ART: -3,
  BRT: -3,
  CLT: -4,
  COT: -5,
  PET: -5,
};

/**
 * Minutes east of UTC for an abbreviation or an offset such as `+01:00`, `-0500`, `GMT+2`; undefined where it
 * is none that is known.
 */
function zoneMinutes(zone: string): number | undefined {
  const name = zone.trim().toUpperCase();
  if (Object.hasOwn(hours, name)) return (hours[name] ?? 0) * 60;
  const [, sign, hour = '', minute = '0'] =
    /^(?:UTC|GMT)? ?([+\-\u2212])(\d{1,2})(?::?(\d\d))?$/.exec(name) ?? [];
  if (sign === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined;
  return (sign === '+' ? 1 : -1) * (Number(hour) * 60 + Number(minute));
}

/** An offset as RFC 3339 writes it. */
export function formatOffset(minutes: number): string {
  if (minutes === 0) return 'Z';
  const size = Math.abs(minutes);
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Whether a zone is known: an abbreviation, an offset, or a name of the IANA's. */
export function isTimeZone(zone: string): boolean {
  try {
    return zoneMinutesOf(zone, 0) !== undefined;
  } catch {
    return false;
  }
}

/** American papers often leave out whether a time is standard or daylight time. */
const halves: Readonly<Record<string, string>> = {
  ET: 'America/New_York',
  CT: 'America/Chicago',
  MT: 'America/Denver',
  PT: 'America/Los_Angeles',
};

/**
 * Minutes east of UTC at a time that the clocks of a zone show; undefined for a zone that is not known.
 * @param zone an abbreviation, an offset, or a name of the IANA's
 * @param local the time as milliseconds, as if it were UTC
 */
export function zoneMinutesOf(zone: string, local: number): number | undefined {
  const timeZone = halves[zone.toUpperCase()] ?? (zone.includes('/') ? zone : undefined);
  return zoneMinutes(zone) ?? (timeZone === undefined ? undefined : zoneMinutesAt(timeZone, local));
}

/** Of a time that the clocks show twice, the first counts. A skipped time is read with the earlier offset. */
function zoneMinutesAt(timeZone: string, local: number): number {
  const before = offsetAt(timeZone, local - 86_400_000);
  const after = offsetAt(timeZone, local + 86_400_000);
  const right = [before, after].find((minutes) => offsetAt(timeZone, local - minutes * 60_000) === minutes);
  return right ?? before;
}

function offsetAt(timeZone: string, time: number): number {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
    clocks.set(timeZone, clock);
  }
  const name = clock.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  return zoneMinutes(name) ?? 0;
}

/** The seconds of an ISO 8601 duration of days at most, such as `PT2M` or `PT0.5S`; `undefined` where it is none. */
export function secondsOf(duration: string): number | undefined {
  const pattern = /^P(?:(?<days>\d+)D)?(?:T(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+(?:\.\d+)?)S)?)?$/;
  const groups = pattern.exec(duration)?.groups;
  if (groups === undefined || /^P$|T$/.test(duration)) return undefined;
  const part = (name: string): number => Number(groups[name] ?? 0);
  return ((part("days") * 24 + part("hours")) * 60 + part("minutes")) * 60 + part("seconds");
}

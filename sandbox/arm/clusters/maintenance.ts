import { badRequest } from "../arm-error";
import { missingParameter } from "../common-errors";
import { isObject, numberAt, objectAt, objectsAt, textAt, type JsonObject } from "../json";

/** The configuration of AKS's weekly releases, the only one that takes `timeInWeek` and `notAllowedTime`. */
const WEEKLY_RELEASES = "default";
/** The configurations of the upgrades that a cluster's upgrade channels make; they take a `maintenanceWindow`. */
const UPGRADES = ["aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"];

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const WEEKS = ["First", "Second", "Third", "Fourth", "Last"];

/** What a kind of schedule has to say, each a number in a range or one of some words. */
type Rule = Readonly<Record<string, Allowed>>;
type Allowed = { readonly from: number; readonly to: number } | readonly string[];

/** @see https://learn.microsoft.com/azure/aks/planned-maintenance#schedule-configuration-types-for-planned-maintenance */
const SCHEDULES: Readonly<Record<string, Rule>> = {
  daily: { intervalDays: { from: 1, to: 7 } },
  weekly: { intervalWeeks: { from: 1, to: 4 }, dayOfWeek: DAYS },
  absoluteMonthly: { intervalMonths: { from: 1, to: 6 }, dayOfMonth: { from: 1, to: 31 } },
  relativeMonthly: { intervalMonths: { from: 1, to: 6 }, weekIndex: WEEKS, dayOfWeek: DAYS },
};

/**
 * Refuses a maintenance configuration that AKS would refuse. The first text is quoted in Azure/ARO-HCP#3260; the limits of
 * the others are those of the API's specification, their words are ours.
 *
 * @see https://learn.microsoft.com/rest/api/aks/maintenance-configurations/create-or-update
 */
export function checkMaintenance(name: string, properties: JsonObject): void {
  if (![WEEKLY_RELEASES, ...UPGRADES].includes(name)) {
    throw badRequest(
      "InvalidParameter",
      "Only 'default', 'aksManagedAutoUpgradeSchedule' and 'aksManagedNodeOSUpgradeSchedule' are allowed configNames for maintenance configuration.",
    );
  }
  if (!isObject(properties["maintenanceWindow"])) {
    if (name !== WEEKLY_RELEASES) throw missingParameter("properties.maintenanceWindow");
    checkWeek(properties);
    return;
  }
  checkWindow(objectAt(properties, "maintenanceWindow"));
}

function checkWeek(properties: JsonObject): void {
  for (const entry of objectsAt(properties, "timeInWeek")) {
    const day = textAt(entry, "day") ?? "";
    if (!DAYS.includes(day)) throw invalid("timeInWeek.day", `'${day}' is not one of ${DAYS.join(", ")}`);
  }
}

function checkWindow(window: JsonObject): void {
  for (const name of ["schedule", "durationHours", "startTime"]) {
    if ((window[name] ?? undefined) === undefined) throw missingParameter(`properties.maintenanceWindow.${name}`);
  }
  const hours = numberAt(window, "durationHours") ?? 0;
  if (hours < 4 || hours > 24) throw invalid("maintenanceWindow.durationHours", `${hours} is not between 4 and 24`);
  checkPattern(window, "startTime", /^\d{2}:\d{2}$/);
  checkPattern(window, "utcOffset", /^[-+]\d{2}:\d{2}$/);
  checkPattern(window, "startDate", /^\d{4}-\d{2}-\d{2}/);
  checkSchedule(objectAt(window, "schedule"));
}

function checkPattern(window: JsonObject, name: string, pattern: RegExp): void {
  const value = textAt(window, name);
  if (value === undefined || pattern.test(value)) return;
  throw invalid(`maintenanceWindow.${name}`, `'${value}' does not match ${pattern.source}`);
}

function checkSchedule(schedule: JsonObject): void {
  const path = "maintenanceWindow.schedule";
  const given = Object.entries(schedule).filter(([, value]) => isObject(value));
  const [kind = ""] = given[0] ?? [];
  const rule = SCHEDULES[kind];
  if (given.length !== 1 || rule === undefined) {
    throw invalid(path, `it has exactly one of ${Object.keys(SCHEDULES).join(", ")}`);
  }
  for (const [name, allowed] of Object.entries(rule)) {
    const value = objectAt(schedule, kind)[name];
    if (isAllowed(value, allowed)) continue;
    const range = "from" in allowed ? `from ${allowed.from} to ${allowed.to}` : `one of ${allowed.join(", ")}`;
    throw invalid(`${path}.${kind}.${name}`, `${JSON.stringify(value ?? null)} is not ${range}`);
  }
}

function isAllowed(value: unknown, allowed: Allowed): boolean {
  if (!("from" in allowed)) return typeof value === "string" && allowed.includes(value);
  return typeof value === "number" && value >= allowed.from && value <= allowed.to;
}

function invalid(path: string, reason: string): Error {
  return badRequest(
    "InvalidParameter",
    `The value of parameter ${path} is invalid. Error details: ${reason}.`,
    `properties.${path}`,
  );
}

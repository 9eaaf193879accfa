/** Days of the year and weeks, by dates that are read in UTC. */

const DAY_MS = 86_400_000

export function dateOf(year: number, month: number, day: number): Date {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date
}

/** From 1 on. */
export function dayOfYear(date: Date): number {
  return Math.round((startOfDay(date) - dateOf(date.getUTCFullYear(), 1, 1).getTime()) / DAY_MS) + 1
}

function startOfDay(date: Date): number {
  return Math.floor(date.getTime() / DAY_MS) * DAY_MS
}

/** Monday is 1, Sunday 7. */
export function weekdayFromMonday(date: Date): number {
  return date.getUTCDay() || 7
}

/** The week of the year, where the first one starts with the first Sunday (0) or Monday (1). */
export function weekOfYear(date: Date, firstDay: 0 | 1): number {
  return Math.floor((dayOfYear(date) - 1 + 7 - ((date.getUTCDay() + 7 - firstDay) % 7)) / 7)
}

/** The week that belongs to the year which its Thursday is in. */
export function isoWeek(date: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(startOfDay(date) + (4 - weekdayFromMonday(date)) * DAY_MS)
  return { year: thursday.getUTCFullYear(), week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 }
}

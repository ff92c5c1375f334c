import { errorText } from '../cli/error-text.ts'
import { alarmChecks } from './checks/alarms.ts'
import { letterCheck } from './checks/letters.ts'
import { mailCheck } from './checks/mail.ts'
import { parkedCheck } from './checks/parked.ts'
import { permissionCheck } from './checks/permissions.ts'
import { quotaCheck } from './checks/quotas.ts'
import { subscriptionCheck } from './checks/subscriptions.ts'
import { wiringChecks } from './checks/wiring.ts'
import type { Check, Examined, Finding } from './finding.ts'

export const checks: readonly Check[] = [
  ...wiringChecks,
  subscriptionCheck,
  permissionCheck,
  quotaCheck,
  ...alarmChecks,
  mailCheck,
  letterCheck,
  parkedCheck,
]

/** Runs every check. One that cannot read what it needs becomes a finding of its own and does not stop the others. */
export async function examine(examined: Examined, list: readonly Check[] = checks): Promise<Finding[]> {
  const found: Finding[] = []
  for (const { name, fine, run } of list) {
    try {
      const findings = await run(examined)
      if (findings.length === 0) found.push({ check: name, result: 'ok', says: fine })
      else found.push(...findings.map((finding) => ({ check: name, ...finding })))
    } catch (error) {
      found.push({ check: name, result: 'unknown', says: `could not be checked: ${reasonOf(error)}` })
    }
  }
  return found
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const text = errorText(error).replace(/\s+/g, ' ')
  return text.includes(error.name) || error.name === 'Error' ? text : `${error.name}: ${text}`
}

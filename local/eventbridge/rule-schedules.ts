import { randomUUID } from 'node:crypto'
import type { Clock } from '../ports.ts'
import { parseScheduleExpression, type ScheduleExpression } from '../scheduler/expression.ts'
import { runAt } from '../scheduler/timer.ts'
import type { Place, Rule } from './model.ts'
import { isoSeconds } from './put-events.ts'
import type { Router } from './router.ts'

/** Fires the rules that have a ScheduleExpression; a time that passes while the runtime is down is skipped. */
export class RuleSchedules {
  readonly #cancels = new Map<string, () => void>()
  readonly #router: Router
  readonly #place: Place
  readonly #clock: Clock

  constructor(router: Router, place: Place, clock: Clock) {
    this.#router = router
    this.#place = place
    this.#clock = clock
  }

  update(rule: Rule, removed: boolean): void {
    this.#cancels.get(rule.Arn)?.()
    this.#cancels.delete(rule.Arn)
    if (removed || rule.State !== 'ENABLED' || rule.ScheduleExpression === undefined) return
    const expression = this.#expressionOf(rule, rule.ScheduleExpression)
    if (!expression) return
    const anchor = this.#clock.now()
    const schedule = (after: number) => {
      const time = expression.next(after, anchor)
      if (time === undefined) return
      const fire = () => {
        schedule(time)
        this.#fire(rule, time).catch((error: Error) => console.error(`Rule ${rule.Name}: ${error.message}`))
      }
      this.#cancels.set(rule.Arn, runAt(time, this.#clock, fire))
    }
    schedule(anchor)
  }

  /** PutRule refuses what cannot be parsed, so this is a rule that an older version has kept: it stays, and never fires. */
  #expressionOf({ Name }: Rule, text: string): ScheduleExpression | undefined {
    try {
      return parseScheduleExpression(text)
    } catch (error) {
      console.error(`Rule ${Name} is not scheduled: ${(error as Error).message}`)
      return undefined
    }
  }

  close(): void {
    for (const cancel of this.#cancels.values()) cancel()
  }

  #fire(rule: Rule, time: number): Promise<void> {
    return this.#router.fire(rule, {
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: this.#place.accountId,
      time: isoSeconds(time),
      region: this.#place.region,
      resources: [rule.Arn],
      detail: {},
    })
  }
}

import { refuse } from '../endpoint/checked-input.ts'
import { ServiceError } from '../endpoint/service-error.ts'
import { busNameOf, DEFAULT_BUS, eventsArn, type Place, type Rule, ruleArn, type Target } from './model.ts'
import type { Router } from './router.ts'
import { busProblems, ruleProblems, targetsProblems } from './rule-problems.ts'
import type { EventBridgeStore } from './store.ts'

export type RuleInput = Pick<Rule, 'Name' | 'EventPattern' | 'ScheduleExpression' | 'Description'> & {
  EventBusName?: string
  State?: string
}

const key = (busName: string, ruleName: string) => `${busName}/${ruleName}`

/** Buses and their rules; every change is on record before it returns. */
export class Rules {
  readonly #buses = new Set([DEFAULT_BUS])
  readonly #rules = new Map<string, Rule>()
  readonly #seenInTemplate = new Set<string>()
  readonly #store: EventBridgeStore
  readonly #router: Router
  readonly #place: Place
  /** Called after a rule changed or is gone. */
  onChange: (rule: Rule, removed: boolean) => void = () => {}

  constructor(store: EventBridgeStore, router: Router, place: Place) {
    this.#store = store
    this.#router = router
    this.#place = place
    for (const { Name } of store.all<{ Name: string }>('bus')) this.#buses.add(Name)
    for (const rule of store.all<Rule>('rule')) this.#recall(rule)
  }

  /** Does not mind that the bus exists: one that a template declares may be there from an earlier run. */
  createBus(name: string): string {
    refuse(busProblems(name))
    this.#buses.add(name)
    this.#store.put('bus', name, { Name: name })
    return this.busArn(name)
  }

  deleteBus(name: string): void {
    if (this.list(name).length > 0) {
      throw new ServiceError('ValidationException', `Rules exist on the event bus ${name}.`)
    }
    this.#buses.delete(name)
    this.#store.delete('bus', name)
  }

  hasBus(name: string): boolean {
    return this.#buses.has(name)
  }

  buses(): { Name: string; Arn: string }[] {
    return [...this.#buses].map((Name) => ({ Name, Arn: this.busArn(Name) }))
  }

  busArn(name: string): string {
    return eventsArn(this.#place, 'event-bus', name)
  }

  list(busName: string): Rule[] {
    return this.all().filter((rule) => rule.EventBusName === busName)
  }

  all(): Rule[] {
    return [...this.#rules.values()]
  }

  get(ruleName: string, busName: string): Rule {
    this.requireBus(busName)
    const rule = this.#rules.get(key(busName, ruleName))
    if (!rule) throw notFound(`Rule ${ruleName} does not exist on EventBus ${busName}.`)
    return rule
  }

  /** Creates the rule or changes it; its targets stay. */
  put(input: RuleInput): Rule {
    const busName = busNameOf(input.EventBusName)
    this.requireBus(busName)
    refuse(ruleProblems(input, busName))
    const { Name, EventPattern, ScheduleExpression, Description } = input
    const rule: Rule = {
      Name,
      Arn: ruleArn(this.#place, busName, Name),
      EventBusName: busName,
      ...(EventPattern !== undefined && { EventPattern }),
      ...(ScheduleExpression !== undefined && { ScheduleExpression }),
      ...(Description !== undefined && { Description }),
      State: input.State === 'DISABLED' ? 'DISABLED' : 'ENABLED',
      Targets: this.#rules.get(key(busName, Name))?.Targets ?? [],
    }
    this.save(rule)
    return rule
  }

  /**
   * Makes the rule what the template says, with exactly these targets. A rule that was disabled (or enabled) by the API
   * in an earlier run stays so while the template says the same as then.
   */
  putFromTemplate(input: RuleInput, targets: Target[]): Rule {
    const busName = busNameOf(input.EventBusName)
    const before = this.#rules.get(key(busName, input.Name))
    const templateState = input.State === 'DISABLED' ? 'DISABLED' : 'ENABLED'
    const State = before?.templateState === templateState ? before.State : templateState
    refuse(targetsProblems(targets))
    const rule = { ...this.put({ ...input, State }), Targets: targets, templateState } satisfies Rule
    this.save(rule)
    this.#seenInTemplate.add(rule.Arn)
    return rule
  }

  /** Forgets rules of an earlier template that the present one no longer has. */
  dropLeftOvers(): void {
    for (const rule of this.all()) {
      if (rule.templateState === undefined || this.#seenInTemplate.has(rule.Arn)) continue
      this.removeFromTemplate(rule.Name, rule.EventBusName)
    }
  }

  /** Removes a rule with its targets. */
  removeFromTemplate(ruleName: string, busName: string): void {
    const rule = this.#rules.get(key(busName, ruleName))
    if (!rule) return
    this.save({ ...rule, Targets: [] })
    this.delete(ruleName, busName)
  }

  save(rule: Rule): void {
    this.#store.put('rule', key(rule.EventBusName, rule.Name), rule)
    this.#recall(rule)
    this.onChange(rule, false)
  }

  delete(ruleName: string, busName: string): void {
    const rule = this.#rules.get(key(busName, ruleName))
    if (!rule) return
    if (rule.Targets.length > 0)
      throw new ServiceError('ValidationException', "Rule can't be deleted since it has targets.")
    this.#rules.delete(key(busName, ruleName))
    this.#store.delete('rule', key(busName, ruleName))
    this.#router.removeRule(busName, ruleName)
    this.onChange(rule, true)
  }

  putTargets(ruleName: string, busName: string, targets: Target[]): void {
    const rule = this.get(ruleName, busName)
    const kept = rule.Targets.filter((target) => !targets.some(({ Id }) => Id === target.Id))
    refuse(targetsProblems([...kept, ...targets]))
    this.save({ ...rule, Targets: [...kept, ...targets] })
  }

  removeTargets(ruleName: string, busName: string, ids: string[]): void {
    const rule = this.get(ruleName, busName)
    this.save({ ...rule, Targets: rule.Targets.filter(({ Id }) => !ids.includes(Id)) })
  }

  requireBus(name: string): void {
    if (!this.#buses.has(name)) throw notFound(`Event bus ${name} does not exist.`)
  }

  /** PutRule refuses what cannot be read, so that can only be a rule that an older version kept: it stays, and matches nothing. */
  #recall(rule: Rule): void {
    try {
      this.#remember(rule)
    } catch (error) {
      console.error(`Rule ${rule.Name} is left out: ${(error as Error).message}`)
    }
  }

  #remember(rule: Rule): void {
    this.#rules.set(key(rule.EventBusName, rule.Name), rule)
    this.#router.setRule(rule)
  }
}

export function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', message)
}

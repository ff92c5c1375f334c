import type { TargetDelivery } from '../delivery/delivery.ts'
import { partOf, transform } from './input-transformer.ts'
import type { BusEvent, Rule, Target } from './model.ts'
import { compilePattern, type EventMatcher } from './pattern/index.ts'

interface CompiledRule {
  rule: Rule
  matches: EventMatcher
}

/** The rules by bus, compiled; hands each event to the targets of those that match. */
export class Router {
  readonly #buses = new Map<string, Map<string, CompiledRule>>()
  readonly #delivery: TargetDelivery

  constructor(delivery: TargetDelivery) {
    this.#delivery = delivery
  }

  /** Throws `PatternError` when the rule's pattern is not valid. */
  setRule(rule: Rule): void {
    const rules = this.#buses.get(rule.EventBusName) ?? new Map<string, CompiledRule>()
    const matches = rule.EventPattern === undefined ? () => false : compilePattern(JSON.parse(rule.EventPattern))
    rules.set(rule.Name, { rule, matches })
    this.#buses.set(rule.EventBusName, rules)
  }

  removeRule(busName: string, ruleName: string): void {
    this.#buses.get(busName)?.delete(ruleName)
  }

  /** Resolves once every matching target has the event or a retry for it is on record. */
  async route(busName: string, event: BusEvent, onlyRuleArns?: readonly string[]): Promise<void> {
    const deliveries: Promise<void>[] = []
    for (const { rule, matches } of this.#buses.get(busName)?.values() ?? []) {
      if (rule.State !== 'ENABLED' || !matches(event)) continue
      if (onlyRuleArns && !onlyRuleArns.includes(rule.Arn)) continue
      for (const target of rule.Targets) deliveries.push(this.#deliver(rule, target, event))
    }
    await Promise.all(deliveries)
  }

  /** Hands a scheduled rule's event to its targets, whatever its pattern. */
  async fire(rule: Rule, event: BusEvent): Promise<void> {
    await Promise.all(rule.Targets.map((target) => this.#deliver(rule, target, event)))
  }

  #deliver(rule: Rule, target: Target, event: BusEvent): Promise<void> {
    const service = { service: 'events.amazonaws.com', sourceArn: rule.Arn }
    return this.#delivery.deliver({
      target,
      body: bodyOf(target, event),
      deduplicationId: event.id,
      sender: target.RoleArn === undefined ? service : { ...service, roleArn: target.RoleArn },
      // By its policy only, whatever role the target has: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
      deadLetterSender: service,
      origin: { RULE_ARN: rule.Arn },
    })
  }
}

function bodyOf({ Input, InputPath, InputTransformer }: Target, event: BusEvent): string {
  if (Input !== undefined) return Input
  if (InputTransformer) return transform(InputTransformer, event)
  if (InputPath === undefined) return JSON.stringify(event)
  return JSON.stringify(partOf(event, InputPath) ?? null)
}

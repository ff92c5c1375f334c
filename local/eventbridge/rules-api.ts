import { refuse } from '../endpoint/checked-input.ts'
import type { JsonOperation } from '../endpoint/json-protocol.ts'
import { ServiceError } from '../endpoint/service-error.ts'
import { jsonObject } from '../values.ts'
import { type BusEvent, busNameOf, type Rule, type Target } from './model.ts'
import { compilePattern } from './pattern/index.ts'
import { patternProblems } from './rule-problems.ts'
import { notFound, type RuleInput, type Rules } from './rules.ts'

interface RuleReference {
  Name: string
  EventBusName?: string
}

/** Operations on buses, rules and targets. */
export function rulesApi(rules: Rules): Record<string, JsonOperation> {
  const find = ({ Name, EventBusName }: RuleReference) => rules.get(Name, busNameOf(EventBusName))
  const setState = (reference: RuleReference, State: Rule['State']) => rules.save({ ...find(reference), State })
  const bus = (nameOrArn: string | undefined) => {
    const name = busNameOf(nameOrArn)
    if (!rules.hasBus(name)) throw notFound(`Event bus ${name} does not exist.`)
    return { Name: name, Arn: rules.busArn(name) }
  }
  return {
    CreateEventBus: ({ Name }: { Name: string }) => {
      if (rules.hasBus(Name)) {
        throw new ServiceError('ResourceAlreadyExistsException', `Event bus ${Name} already exists.`)
      }
      return { EventBusArn: rules.createBus(Name) }
    },
    DescribeEventBus: ({ Name }: { Name?: string }) => bus(Name),
    DeleteEventBus: ({ Name }: { Name: string }) => rules.deleteBus(Name),
    ListEventBuses: ({ NamePrefix = '' }: { NamePrefix?: string }) => ({
      EventBuses: rules.buses().filter(({ Name }) => Name.startsWith(NamePrefix)),
    }),
    PutRule: (input: RuleInput) => ({ RuleArn: rules.put(input).Arn }),
    DescribeRule: (reference: RuleReference) => describe(find(reference)),
    EnableRule: (reference: RuleReference) => setState(reference, 'ENABLED'),
    DisableRule: (reference: RuleReference) => setState(reference, 'DISABLED'),
    DeleteRule: ({ Name, EventBusName }: RuleReference) => rules.delete(Name, busNameOf(EventBusName)),
    ListRules: ({ NamePrefix = '', EventBusName }: { NamePrefix?: string; EventBusName?: string }) => {
      const { Name } = bus(EventBusName)
      return {
        Rules: rules
          .list(Name)
          .filter((rule) => rule.Name.startsWith(NamePrefix))
          .map(describe),
      }
    },
    PutTargets: ({ Rule: name, EventBusName, Targets }: { Rule: string; EventBusName?: string; Targets: Target[] }) => {
      rules.putTargets(name, busNameOf(EventBusName), Targets)
      return { FailedEntryCount: 0, FailedEntries: [] }
    },
    RemoveTargets: ({ Rule: name, EventBusName, Ids }: { Rule: string; EventBusName?: string; Ids: string[] }) => {
      rules.removeTargets(name, busNameOf(EventBusName), Ids)
      return { FailedEntryCount: 0, FailedEntries: [] }
    },
    ListTargetsByRule: ({ Rule: name, EventBusName }: { Rule: string; EventBusName?: string }) => ({
      Targets: rules.get(name, busNameOf(EventBusName)).Targets,
    }),
    ListRuleNamesByTarget: ({ TargetArn, EventBusName }: { TargetArn: string; EventBusName?: string }) => ({
      RuleNames: rules
        .list(busNameOf(EventBusName))
        .filter((rule) => rule.Targets.some(({ Arn }) => Arn === TargetArn))
        .map((rule) => rule.Name),
    }),
    TestEventPattern: ({ EventPattern, Event }: { EventPattern: string; Event: string }) => {
      refuse(patternProblems(EventPattern))
      return { Result: compilePattern(JSON.parse(EventPattern))(parseEvent(Event)) }
    },
  }
}

function describe({ Targets: _, templateState: __, ...rule }: Rule) {
  return rule
}

/** Throws unless this is the JSON text of an object. */
function parseEvent(text: string): BusEvent {
  const event = jsonObject(text)
  if (event) return event as unknown as BusEvent
  throw new ServiceError('ValidationException', 'Parameter Event is not valid. Reason: it is not a JSON object.')
}

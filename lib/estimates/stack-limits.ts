import type { Template } from '../validation/template.ts'

interface Use {
  readonly what: string
  readonly used: number
  readonly limit: number
}

const MB = 1_048_576

/**
 * The part of CloudFormation's limits on one stack that a template uses. Source:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export function stackLimits(template: Template & { readonly Outputs?: object }): readonly Use[] {
  return [
    { what: 'resources', used: Object.keys(template.Resources).length, limit: 500 },
    { what: 'outputs', used: Object.keys(template.Outputs ?? {}).length, limit: 200 },
    { what: 'bytes of template', used: Buffer.byteLength(JSON.stringify(template)), limit: MB },
  ]
}

/** The most resources that one more consumer adds, shared alarms not counted. A test holds this number. */
export const RESOURCES_PER_CONSUMER = { essential: 11, all: 14 } as const

/** Share of a limit from which on the report suggests a second stack. */
const NEARLY_FULL = 0.8

export function limitsReport(stage: string, alarms: keyof typeof RESOURCES_PER_CONSUMER, uses: readonly Use[]): string {
  const number = (value: number) => value.toLocaleString('en-US')
  const parts = uses.map(({ what, used, limit }) => `${number(used)} of ${number(limit)} ${what}`)
  const [{ used, limit } = { used: 0, limit: 500 }] = uses
  const room = Math.max(0, Math.floor((limit - used) / RESOURCES_PER_CONSUMER[alarms]))
  const isNearlyFull = uses.some((one) => one.used / one.limit > NEARLY_FULL)
  return [
    `The stack of stage ${stage} uses ${parts.join(', ')}: room for about ${room} more consumers.`,
    ...(isNearlyFull ? ['It is nearly full: docs/deploy.md#how-large-a-stack-may-grow says what to do.'] : []),
  ].join('\n')
}

import { resourcesOf, type Template } from '../validation/template.ts'

interface Statement {
  readonly Action: string | readonly string[]
  readonly Resource: unknown
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] }
}

/** The secrets that roles of a template may read: they are created beside the stack, and cost by the month from then on. */
export function secretsRead(template: Template): ReadonlySet<string> {
  const policies = resourcesOf(template, 'AWS::IAM::Role').flatMap(
    ({ properties }) => (properties.Policies ?? []) as readonly Policy[],
  )
  const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
  const reading = statements.filter(({ Action }) => [Action].flat().includes('secretsmanager:GetSecretValue'))
  return new Set(reading.flatMap(({ Resource }) => [Resource].flat().map((resource) => JSON.stringify(resource))))
}

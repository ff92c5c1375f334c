import { type CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation'
import { resourcesOfType } from '../../../ops/stack/resources.ts'

const TYPE = 'AWS::EventSchemas::Schema'

/** Names of the schemas that a stack has in its registry, sorted. */
export async function schemasOf(client: CloudFormationClient, stackName: string): Promise<string[]> {
  const arns = await resourcesOfType(client, [stackName], TYPE)
  return arns.map((arn) => arn.split('/').at(-1) ?? '').toSorted()
}

/** The text of a schema, from the template that is deployed. */
export async function schemaIn(client: CloudFormationClient, StackName: string, name: string): Promise<object> {
  const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName }))
  const { Resources } = JSON.parse(TemplateBody) as {
    Resources: Record<string, { Type: string; Properties: { SchemaName?: string; Content?: string } }>
  }
  const schema = Object.values(Resources).find(
    ({ Type, Properties }) => Type === TYPE && Properties.SchemaName === name,
  )
  if (!schema) throw new Error(`The template of ${StackName} has no schema ${name}.`)
  return JSON.parse(schema.Properties.Content ?? '') as object
}

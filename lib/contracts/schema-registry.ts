import { Stack } from 'aws-cdk-lib'
import { CfnRegistry, CfnSchema } from 'aws-cdk-lib/aws-eventschemas'
import { Construct } from 'constructs'
import type { EventDefinition } from '../../events/define-event.ts'
import { pascalCase } from '../names.ts'
import { schemaDocuments } from './schema-document.ts'

/**
 * The EventBridge schema registry: developers of consumers find the schemas of events in the AWS console and in their IDE. It is written
 * from the definitions, and nothing in the pipeline reads it. AWS counts versions of each schema by itself: these are the successive
 * texts of one version of ours, not our versions.
 */
export class SchemaRegistry extends Construct {
  readonly registry: CfnRegistry

  constructor(scope: Construct, id: string, { events }: { readonly events: readonly EventDefinition[] }) {
    super(scope, id)
    const { stackName } = Stack.of(this)
    this.registry = new CfnRegistry(this, 'Registry', {
      registryName: stackName,
      description: `Events of ${stackName}, one schema for each version of each type`,
    })
    for (const { name, description, content } of schemaDocuments(events)) {
      new CfnSchema(this, pascalCase(name.replaceAll(/[^a-z0-9]+/g, '-')), {
        registryName: this.registry.attrRegistryName,
        schemaName: name,
        type: 'JSONSchemaDraft4',
        description,
        content,
      })
    }
  }
}

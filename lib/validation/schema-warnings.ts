import { Annotations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'
import type { EventDefinition } from '../../events/define-event.ts'
import type { Settings } from '../settings.ts'
import type { ContractWarning } from './contracts/contract-warning.ts'

/** Schemas in one registry, adjustable. Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html#schema-quotas */
const SCHEMAS_PER_REGISTRY = 100

/** A tenth of the 500 resources of a stack, and about a quarter of the megabyte of its template. */
const MANY_FOR_ONE_STACK = 50

type Given = [Pick<Settings, 'schemaRegistry' | 'stage'>, readonly Pick<EventDefinition, 'versions'>[]]

/** Shown by every `cdk` command that synthesizes, and an error with its `--strict`. */
export function warnAboutSchemas(scope: IConstruct, ...given: Given): void {
  for (const { id, message } of schemaWarnings(...given)) {
    Annotations.of(scope).addWarningV2(`pipeline:${id}`, message)
  }
}

export function schemaWarnings(...[{ schemaRegistry, stage }, events]: Given): ContractWarning[] {
  if (schemaRegistry === 'none') return []
  const count = events.reduce((sum, { versions }) => sum + versions.length, 0)
  const warnings: ContractWarning[] = []
  if (schemaRegistry === 'with-pipeline' && count > MANY_FOR_ONE_STACK) {
    warnings.push({
      id: 'many-schemas',
      message: `The schema registry adds ${count} resources to this stack, which may have 500. Set schemaRegistry=own-stack, and deploy both with "npx cdk deploy --all".`,
    })
  }
  if (count > SCHEMAS_PER_REGISTRY) {
    warnings.push({
      id: 'schema-quota',
      message: `Stage ${stage} has ${count} schemas, and an account's registry takes ${SCHEMAS_PER_REGISTRY} unless its quota "Schemas" of EventBridge's schema registry was raised. Raise it before the deployment, which fails otherwise, or set schemaRegistry=none.`,
    })
  }
  return warnings
}

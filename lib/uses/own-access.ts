import { ArnFormat, type Stack } from 'aws-cdk-lib'
import { DeclarationError } from '../../events/declaration-error.ts'
import { secretName } from '../../lambdas/runtime/declarations/secret-name.ts'
import type { Uses } from '../../lambdas/runtime/declarations/uses.ts'
import { type Access, allow, noAccess } from '../functions/access.ts'
import type { Settings } from '../settings.ts'

/** The owner of secrets and variables: a service in a stage. */
export interface Owner {
  readonly service: string
  readonly settings: Pick<Settings, 'stage' | 'variables'>
}

/**
 * Reads the values of secrets that are created beside the stack: a template with a value in it would show it to everybody who may read
 * templates. Each is granted by its exact name. "Using the '??????' syntax enables you to securely grant permissions to a secret that
 * doesn't yet exist", because Secrets Manager adds a hyphen and six random characters to the name in its ARN, whereas with `*` the grant would be for all
 * secrets whose names begin so: https://docs.aws.amazon.com/secretsmanager/latest/userguide/permissions_grant-limited-resources.html
 */
export function readSecrets(stack: Stack, { service, settings }: Owner, secrets: readonly string[]): Access {
  const arns = secrets.map((secret) =>
    stack.formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${secretName(settings.stage, service, secret)}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  )
  return arns.length === 0
    ? noAccess
    : { environment: {}, statements: [allow(['secretsmanager:GetSecretValue'], arns)] }
}

/**
 * Variables of the service's own.
 * @throws {DeclarationError} naming a variable that has no value in this stage, and where to give one.
 */
export function setOwnVariables({ service, settings }: Owner, variables: NonNullable<Uses['variables']>): Access {
  const given = settings.variables[service] ?? {}
  const values = Object.entries(variables).map(([name, { default: byDefault }]) => {
    const value = Object.hasOwn(given, name) ? given[name] : byDefault
    if (value !== undefined) return [name, value]
    const entry = `"variables": { "${service}": { "${name}": "…" } }`
    throw new DeclarationError(
      `Service "${service}": its variable ${name} has no value in stage ${settings.stage}. Add ${entry} to stages/${settings.stage}.json, or give it a default in uses.variables.`,
    )
  })
  return { environment: {}, ownVariables: Object.fromEntries(values), statements: [] }
}

import { DeclarationError } from '../../../events/declaration-error.ts'
import type { Uses } from './uses.ts'
import { VARIABLES } from './variables.ts'

/** Lambda's own names, those it gives to programs, and what Node.js, the SDK or the telemetry would read. */
const OF_OTHERS =
  /^(AWS_|LAMBDA_|_|NODE_|NPM_|OTEL_|POWERTOOLS_|LD_|SSL_)|^(PATH|HOME|LANG|LC_ALL|TZ|TMPDIR|PWD|DEBUG)$/

/** https://docs.aws.amazon.com/lambda/latest/api/API_Environment.html: `[a-zA-Z]([a-zA-Z0-9_])+`. Ours are in upper case. */
const VARIABLE_NAME = /^[A-Z][A-Z0-9_]+$/

/** Characters. Stage, service and prefix come before it; Secrets Manager takes 512 for all. */
const LONGEST_SECRET = 100
const SECRET_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/**
 * "Do not end your secret name with a hyphen followed by six characters. If you do so, you risk confusion and unexpected results when searching for a
 * secret by partial ARN." https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 */
const LIKE_A_SUFFIX = /-[a-z0-9]{6}$/

/**
 * Checks the secrets and the variables of its own that a function declares. Called at synthesis.
 * @param owner for messages, e.g. `Service "billing"`.
 * @throws {DeclarationError} naming the secret or variable, and what is allowed.
 */
export function assertOwn(owner: string, { secrets = [], variables = {} }: Uses): void {
  const fail = (problem: string): never => {
    throw new DeclarationError(`${owner}: ${problem}`)
  }
  // Synthesis checks no types.
  if (!Array.isArray(secrets)) fail('uses.secrets must be a list of names, e.g. ["payment-provider"].')
  for (const [index, name] of secrets.entries()) {
    if (!SECRET_NAME.test(name) || name.length > LONGEST_SECRET) {
      fail(
        `uses.secrets has ${JSON.stringify(name)}; names are kebab-case, at most ${LONGEST_SECRET} characters, e.g. "payment-provider".`,
      )
    }
    if (LIKE_A_SUFFIX.test(name)) {
      fail(
        `uses.secrets has "${name}", which ends with a hyphen and six characters, as Secrets Manager's own ARNs do: name it otherwise.`,
      )
    }
    if (secrets.indexOf(name) < index) fail(`uses.secrets has "${name}" twice.`)
  }
  for (const [name, { default: value }] of Object.entries(variables)) {
    if (!VARIABLE_NAME.test(name)) {
      fail(
        `uses.variables has ${JSON.stringify(name)}; names are two or more upper-case letters, digits and underscores, e.g. PROVIDER_URL.`,
      )
    }
    if (Object.hasOwn(VARIABLES, name)) fail(`uses.variables has ${name}, which the engine sets. Name yours otherwise.`)
    if (OF_OTHERS.test(name)) {
      fail(`uses.variables has ${name}, which Lambda, Node.js or a library reads. Name yours otherwise.`)
    }
    if (value === '')
      fail(
        `uses.variables has ${name} with an empty default. Leave the default out, and each stage has to give a value.`,
      )
  }
}

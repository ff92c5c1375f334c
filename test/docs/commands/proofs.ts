/**
 * How each command of the documentation is proved to work.
 * - `shell`: it is run as written, in the order of its page, against a local runtime; only addresses and the ids of examples
 *   are those of the runtime, and what an example speaks of is made before it (scene/). Calls of the AWS command line are made by the command line itself where it is installed, and
 *   else checked against the SDK's operations.
 * - `token`: the same, against a local runtime that asks for tokens.
 * - `start`, `soak`, `bench`: its options are read by the command's own parser. Its `small` form is run.
 * - `files`: it reads files of the repository only, and is run.
 * - `data`: it reads what is declared, and nothing else; it is run.
 * - `cdk`: it is checked against the CDK command line's own list of commands and options, and its context against the
 *   settings of the stack: it needs an account.
 * - `account`: it needs an account or a value of the reader's, so the AWS command line reads it without sending anything.
 * - `script`: the npm script exists; it is this suite, a part of it, a check of every commit, or what a test of this suite does by itself.
 * - `suite`: it runs tests of this suite, which are there.
 * - `new`: its options are read by the generator's own parser; `test/dev/new-pipeline.infra.test.ts` runs one of each kind.
 * - `engine`: `test/dev/new-pipeline.infra.test.ts` runs each in a project.
 * - `example`: it names what the reader is about to write, so that only its form can be checked: the command's own parser reads it, up to its first call of AWS.
 */
export type Proof =
  | 'suite'
  | 'shell'
  | 'token'
  | 'start'
  | 'soak'
  | 'bench'
  | 'data'
  | 'cdk'
  | 'account'
  | 'script'
  | 'new'
  | 'engine'
  | 'example'
  | 'files'

/** The first that matches counts. */
export const proofs: readonly (readonly [command: RegExp, proof: Proof])[] = [
  [/^npm (ci|test|install)$/, 'script'],
  [/^npm run (fix|check|check:\w+|test:\w+)$/, 'script'],
  [/^(\w+=\S+ )?npx vitest run /, 'suite'],
  [/^PIPELINE_API_URL=\S+ PIPELINE_STACK_NAME=\S+ npm run test:e2e$/, 'script'],
  [/^npm start( -- .*)?$/, 'start'],
  [/^npm run soak -- .*$/, 'soak'],
  [/^npm run rehearse$/, 'script'],
  [/^npm run bench:\w+( -- .*)?$/, 'bench'],
  [/^npm run contracts -- (check --released|openapi|asyncapi)$/, 'files'],
  [/^npm run contracts -- (release|retire .*|check --against \S+)$/, 'example'],
  [/^npm run ops -- catalog (?!seen)/, 'files'],
  [/^npm run new -- .*$/, 'new'],
  [/^npm run engine -- (status|update --from \S+( --dry-run)?)$/, 'engine'],
  [/^npm run catalog:build$/, 'script'],
  [/^npm run ops -- rebuild reservations$/, 'example'],
  [/^npm run ops -- (verify|replay|rebuild)$/, 'example'],
  [/^npm run ops -- cost /, 'data'],
  [/^npm run ops -- /, 'shell'],
  [/^(npx )?cdk /, 'cdk'],
  [/^curl .*"\$API_URL\/products\/prod_1"$/, 'shell'],
  [/\$TOKEN|\$BOB|\$EVE|\$OPERATOR|^token\(\)|^(BOB|EVE|OPERATOR)=/, 'token'],
  [/^curl -s \$API\/accounts\/acc_bob$/, 'token'],
  [/^(API|JSON)=/, 'shell'],
  [/^curl /, 'shell'],
  [/^(export|out\(\)|of\(\)|arn\(\))/, 'shell'],
  // Updates the stack that the other pages use, by an assembly that the command before it would have made.
  [/^aws cloudformation (update-stack|wait) /, 'account'],
  [
    /^aws (apigatewayv2|xray|logs put-resource-policy|lambda get-account-settings|dynamodb (restore-table-|list-backups))/,
    'account',
  ],
  [/^aws .* …( |$)/, 'account'],
  [/^aws /, 'shell'],
]

export const proofOf = (text: string): Proof | undefined => proofs.find(([pattern]) => pattern.test(text))?.[1]

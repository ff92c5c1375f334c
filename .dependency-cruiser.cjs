/** Imports only run downwards. The table of folders stands in docs/architecture.md. */
const { readdirSync } = require('node:fs')
const { join } = require('node:path')

/** Every folder beside the runtime is a service: a new one is under the rules without being listed. */
const services = readdirSync(join(__dirname, 'lambdas'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'runtime')
  .map(({ name }) => name)

const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed, dependencyTypesNot: ['core'] },
})

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-circles-of-folders',
      comment:
        'Folders that import each other can only be understood, changed and moved together: each must be above or below the other.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only(
      'events-import-zod-only',
      '^events/',
      '^(events/|node_modules/zod/)',
      'The contract between services depends on nothing but zod.',
    ),
    only(
      'runtime-knows-no-service',
      '^lambdas/runtime/',
      '^(lambdas/runtime/|events/(envelope|errors|declaration-error|decode|define-event|define-command|cloud-events/(own-id|announced-type)|decode-referring)\\.ts$|node_modules/)',
      'lambdas/runtime/ knows events and AWS, nothing of orders.',
    ),
    ...services.map((service) =>
      only(
        `${service}-must-not-import-another-service`,
        `^lambdas/${service}/`,
        `^(lambdas/${service}/|lambdas/runtime/|events/|contracts/openapi\\.json$|node_modules/)`,
        'A service never imports another service: they talk through events and commands.',
      ),
    ),
    only(
      'lib-reads-declarations-only',
      '^lib/',
      '^(lib/|events/|prices/|lambdas/runtime/declarations/[^/]+\\.ts$|lambdas/[^/]+/(consumers?|service)\\.ts$|node_modules/)',
      'Infrastructure reads what the services declare, never a handler.',
    ),
    only('prices-import-nothing', '^prices/', '^prices/', 'Prices are data.'),
    only('bin-imports-lib', '^bin/', '^(bin/|lib/|node_modules/)', 'The CDK entry point imports lib/ only.'),
    only(
      'local-knows-no-orders',
      '^local/',
      '^(local/|node_modules/)',
      'The local runtime knows CloudFormation and AWS wire protocols only.',
    ),
    only(
      'ops-reads-stores',
      '^ops/',
      '^(ops/|events/|prices/|lambdas/runtime/|lib/(services|subscriptions|templates)\\.ts$|lib/validation/(joined-template|load-mistake)\\.ts$|lib/functions/bundling/bundle-services\\.ts$|node_modules/)',
      'Operator tools read the stores through AWS APIs, and what the services declare; they bundle to lead a stack to its source, and synthesize for the alarms of the catalog.',
    ),
    only(
      'dev-is-on-top',
      '^dev/',
      '^(dev/|local/|events/|ops/|lambdas/runtime/|lib/(services|synthesize)\\.ts$|lib/functions/bundling/|node_modules/)',
      'dev/ drives the product over HTTP and AWS APIs.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // aws-lambda has types only (@types/aws-lambda): there is no module to resolve.
    exclude: { path: '^(cdk\\.out|bench/node_modules|dev/new/pipeline/files|aws-lambda$)' },
    // It finds imports of types, too. tsPreCompilationDeps would ask for a compiler that there is not, in a warning after each run.
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
}

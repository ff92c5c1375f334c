import{createRequire as __r}from'node:module';const require=__r(import.meta.url);

// lambdas/runtime/telemetry/tracing.ts
var noTracing = { span: (_consumer, _message, run) => run() };

export {
  noTracing
};

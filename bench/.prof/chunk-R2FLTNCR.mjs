import{createRequire as __r}from'node:module';const require=__r(import.meta.url);

// lambdas/runtime/system/clock.ts
var systemClock = { now: () => Date.now() };
var isoTime = (epochMilliseconds) => new Date(epochMilliseconds).toISOString();

export {
  systemClock,
  isoTime
};

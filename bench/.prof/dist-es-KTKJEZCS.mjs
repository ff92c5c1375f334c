import{createRequire as __r}from'node:module';const require=__r(import.meta.url);
import {
  ENV_ACCOUNT_ID,
  ENV_CREDENTIAL_SCOPE,
  ENV_EXPIRATION,
  ENV_KEY,
  ENV_SECRET,
  ENV_SESSION,
  fromEnv
} from "./chunk-RMDXPUN7.mjs";
import "./chunk-DAP4XQUR.mjs";
import "./chunk-3BHUSAFK.mjs";
import "./chunk-PXGTI7XW.mjs";
import "./chunk-PDVKR6MS.mjs";
import "./chunk-7SOEB2XN.mjs";
import "./chunk-OEDUSL6H.mjs";
import "./chunk-TZY5Q4OZ.mjs";
import "./chunk-LSMFQKDM.mjs";
export {
  ENV_ACCOUNT_ID,
  ENV_CREDENTIAL_SCOPE,
  ENV_EXPIRATION,
  ENV_KEY,
  ENV_SECRET,
  ENV_SESSION,
  fromEnv
};

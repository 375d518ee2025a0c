import type {PlanTls} from '../../../source/domain/run-plan.ts';

/** As without a `tls` in the profile. */
export const noTls: PlanTls = {ca: null, cert: null, key: null, insecure: false};

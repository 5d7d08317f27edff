import { z } from "zod";
import { key, whole } from "./key";

const PRICE = /^(?=.*[1-9])\d{1,6}(\.\d{1,5})?$/u;
const priceAllowed = "USD above 0 with at most 5 decimals";

export const moneyKeys = {
  maxSpotPrice: key(
    {
      group: "money",
      description: "Most that one machine-hour may cost, USD; exact, never rounded.",
      change: "fleet",
      example: "0.10",
      allowed: priceAllowed,
    },
    z.string().regex(PRICE),
  ),
  onDemandMachines: key(
    {
      group: "money",
      description:
        "On-demand machines at most, beside `machines`: they take over where spot machines have not come for 15 minutes (price, capacity), and end with the rest.",
      change: "place",
      example: "2",
    },
    whole(0, 1000).default(0),
  ),
  onDemandPrice: key(
    {
      group: "money",
      description:
        "Price of one on-demand machine-hour, USD, of the dearest of `instanceTypes`; counted in `maxHourlyCost`. Absent: its list price, where it is known.",
      change: "place",
      example: "0.20",
      allowed: priceAllowed,
    },
    z.string().regex(PRICE).optional(),
  ),
  maxHourlyCost: key(
    {
      group: "money",
      description:
        "Refuses the config when machines × maxSpotPrice + onDemandMachines × onDemandPrice is more, USD per hour. Absent: no limit.",
      change: "place",
      example: "20",
      allowed: priceAllowed,
    },
    z.string().regex(PRICE).optional(),
  ),
  endAfterHours: key(
    {
      group: "money",
      description:
        "The fleet and its machines end this many hours after the experiment was first made, whatever happens. At most 14 days: the queue forgets jobs then.",
      change: "fleet",
      example: "48",
    },
    whole(1, 336).default(336),
  ),
  owner: key(
    {
      group: "money",
      description: "Who pays and answers: tag `fiji:owner` of everything.",
      change: "fleet",
      example: "ada",
      allowed: "1 to 128 letters, digits, spaces and _.:/=+-@",
    },
    z
      .string()
      .regex(/^[\p{L}\p{N} _.:/=+\-@]{1,128}$/u)
      .optional(),
  ),
  permissionsBoundary: key(
    {
      group: "money",
      description:
        "Managed policy of this account that bounds what the stack's roles can ever do; needed by people who deploy with docs/rights/deploy.json.",
      change: "place",
      example: "fiji-boundary",
      allowed: "the policy's name, 1 to 128 letters, digits and _+=,.@-",
    },
    z
      .string()
      .regex(/^[\w+=,.@-]{1,128}$/u)
      .optional(),
  ),
  tags: key(
    {
      group: "money",
      description: "More tags for everything, e.g. for cost allocation.",
      change: "fleet",
      example: "lab-7",
      allowed: "at most 40 tags: keys up to 128 characters, not aws: and not fiji:, values up to 256 characters",
    },
    z
      .record(
        z.string().regex(/^(?!aws:|fiji:|Name$)[\p{L}\p{N} _.:/=+\-@]{1,128}$/iu),
        z.string().regex(/^[\p{L}\p{N} _.:/=+\-@]{0,256}$/u),
      )
      .refine((tags) => Object.keys(tags).length <= 40)
      .default({}),
  ),
};

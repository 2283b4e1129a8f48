import { z } from 'zod';
import type { Brand } from '../config/apps/app';

/** An app, as pages show it. */
export const brand = z
  .object({
    id: z.string(),
    name: z.string(),
    domain: z.string().nullable(),
    logo: z.string().describe('Address of a picture.').nullable(),
    color: z.string().describe('As `#rrggbb`.').nullable(),
  })
  .meta({ example: { id: 'shop', name: 'Corner Shop', domain: 'shop.example', logo: null, color: '#1f6feb' } });

export const toBrand = ({ id, name, domain, logo, color }: Brand): z.output<typeof brand> => ({
  id,
  name,
  domain: domain ?? null,
  logo: logo ?? null,
  color: color ?? null,
});

import { z } from 'zod';
import { languages } from '../config/languages';
import { WAYS_IN, type Brand } from '../config/apps/app';

/** An app, as pages show it. */
export const brand = z
  .object({
    id: z.string(),
    name: z.string(),
    domain: z.string().nullable(),
    logo: z.string().describe('Address of a picture.').nullable(),
    color: z.string().describe('As `#rrggbb`.').nullable(),
    languages: z.array(z.enum(languages)).describe('The languages that it speaks; the first is the fallback.'),
    ways_in: z.array(z.enum(WAYS_IN)).describe('The ways in that are open to it.'),
  })
  .meta({
    example: {
      ...{ id: 'shop', name: 'Corner Shop', domain: 'shop.example', logo: null, color: '#1f6feb' },
      ...{ languages: ['de', 'en'], ways_in: ['code', 'link', 'approval'] },
    },
  });

export const toBrand = ({
  id,
  name,
  domain,
  logo,
  color,
  languages: spoken = languages,
  waysIn = WAYS_IN,
}: Brand): z.output<typeof brand> => ({
  id,
  name,
  domain: domain ?? null,
  logo: logo ?? null,
  color: color ?? null,
  languages: [...spoken],
  ways_in: [...waysIn],
});

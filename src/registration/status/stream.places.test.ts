import { StreamPlaces } from './stream.places';

it('streams leave room for all others, and for one that ends there may be another', () => {
  const places = new StreamPlaces(3);
  const take = (name: number) => places.take({ verification: `${name}`, address: `203.0.113.${name}` });
  const [first] = [1, 2, 3].map(take);
  expect(() => take(4)).toThrow(expect.objectContaining({ code: 'overloaded', details: { retryAfterSeconds: 5 } }));
  first!();
  take(4);
  expect(() => take(5)).toThrow('overloaded');
});

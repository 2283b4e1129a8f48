import { mayReturnTo } from './app';

describe('where the plain web app may lead people back to', () => {
  const returnTo = ['https://shop.example', 'http://localhost:8080', 'wss://shop.example'];
  const may = (url: string) => mayReturnTo({ returnTo }, url);

  it.each([
    'https://shop.example',
    'https://shop.example/cart?of=ann#end',
    'http://localhost:8080/',
    'HTTPS://SHOP.example:443/',
  ])('may be %s, at an origin that the app has registered', (url) => expect(may(url)).toBe(true));

  it.each([
    ...[
      'https://shop.example.evil.example/',
      'https://evil.example/https://shop.example',
      'https://shop.example:8443/',
    ],
    ...['http://shop.example/', 'https://www.shop.example/', 'http://localhost:8081/', '//shop.example/', '/cart', ''],
    ...[
      'https://shop.example@evil.example/',
      'https://ann:secret@shop.example/',
      'https://evil.example\\@shop.example/',
    ],
    ...['javascript:alert(1)', 'javascript://shop.example/%0aalert(1)', 'data:text/html,x', 'wss://shop.example/'],
    ...[' https://shop.example/', 'https://shop.example/a b', 'https://shop.example\n/', 'https:/\t/shop.example/'],
  ])('may not be %j', (url) => expect(may(url)).toBe(false));
});

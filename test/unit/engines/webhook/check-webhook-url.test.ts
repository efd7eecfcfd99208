import { describe, expect, it } from 'vitest';
import { checkWebhookUrl } from '#engines/webhook/check-webhook-url.ts';

const check = (url: string, allowLoopback = false) => checkWebhookUrl(new URL(url), { allowLoopback });

describe('checkWebhookUrl', () => {
  it.each([
    'https://example.com/hook',
    'https://example.com:8443/hook?x=1',
    'https://1.1.1.1/',
    'https://[2606:4700::1111]/',
  ])('allows %s', (url) => expect(check(url)).toBeUndefined());

  it.each([
    'http://example.com/hook',
    'https://user:secret@example.com/',
    'https://user@example.com/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://169.254.169.254/latest/meta-data',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://10.0.0.1/',
  ])('refuses %s', (url) => expect(check(url)).toMatch(/^must/));

  it('allows http and https to loopback where that is allowed, and nothing else more', () => {
    expect(check('http://127.0.0.1:9000/', true)).toBeUndefined();
    expect(check('https://[::1]/', true)).toBeUndefined();
    expect(check('http://10.0.0.1/', true)).toMatch(/^must/);
    expect(check('http://localhost:9000/', true)).toBeUndefined();
    expect(check('http://1.1.1.1/', true)).toMatch(/^must/);
    expect(check('http://example.com/', true)).toMatch(/^must/);
    expect(check('https://169.254.169.254/', true)).toMatch(/^must/);
  });
});

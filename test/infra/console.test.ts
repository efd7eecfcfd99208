import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { stackOf, synthesize } from './support/synthesize.ts';

describe('the console', () => {
  it('is read from its bucket by this distribution alone', () => {
    const { template } = stackOf({ load: 'small' }, 'Console');
    template.hasResourceProperties('AWS::CloudFront::OriginAccessControl', {
      OriginAccessControlConfig: { OriginAccessControlOriginType: 's3', SigningBehavior: 'always' },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Action: 's3:GetObject',
            Condition: { StringEquals: { 'AWS:SourceArn': Match.anyValue() } },
          }),
        ]),
      },
    });
  });

  it('tells browsers what they must not do', () => {
    stackOf({ load: 'small' }, 'Console').template.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
      ResponseHeadersPolicyConfig: {
        SecurityHeadersConfig: {
          ContentSecurityPolicy: {
            ContentSecurityPolicy: Match.stringLikeRegexp("^default-src 'none'; .*frame-ancestors 'none'$"),
          },
          ContentTypeOptions: { Override: true },
          FrameOptions: { FrameOption: 'DENY' },
          StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000 },
        },
      },
    });
  });

  it('has a name and a certificate of the account when they are given', () => {
    const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b';
    const domain = { name: 'millrace.example.com', hostedZoneId: 'Z0A1B', certificateArn };
    const { template } = stackOf({ load: 'small', console: { domain } }, 'Console');
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        Aliases: ['millrace.example.com'],
        ViewerCertificate: { AcmCertificateArn: certificateArn, MinimumProtocolVersion: 'TLSv1.2_2021' },
      },
    });
    template.hasResourceProperties('AWS::Route53::RecordSet', { Name: 'millrace.example.com.', Type: 'AAAA' });
  });

  it.each([
    ['in China', { region: 'cn-north-1' }],
    ['in the regions of the US government', { region: 'us-gov-west-1' }],
    ['when it is not wanted', { console: { enabled: false } }],
  ])('is left out %s', (_, configuration) => {
    expect(synthesize({ load: 'small', ...configuration }).stacks.has('Console')).toBe(false);
  });
});

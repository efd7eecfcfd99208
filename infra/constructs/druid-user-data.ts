// The first script of a machine: what it is, as variables, and the bundle of infra/druid, which does the rest. It has no secrets: ARNs only.
import { UserData } from 'aws-cdk-lib/aws-ec2';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';

export function druidUserData(bundle: Asset, variables: Readonly<Record<string, string>>): UserData {
  const userData = UserData.forLinux();
  const folder = '/opt/millrace/bundle';
  userData.addCommands(
    'set -euo pipefail',
    `install -d -m 755 /etc/millrace ${folder}`,
    "cat >/etc/millrace/machine.env <<'END'",
    ...Object.entries(variables).map(([name, value]) => `${name}='${value}'`),
    'END',
    `aws --region '${variables['REGION']}' s3 cp --only-show-errors '${bundle.s3ObjectUrl}' /opt/millrace/bundle.zip`,
    // Without the rights of files, which scripts need.
    `python3 -m zipfile -e /opt/millrace/bundle.zip ${folder}`,
    `chmod 755 ${folder}/boot/*.sh`,
    `${folder}/boot/boot.sh`,
  );
  return userData;
}

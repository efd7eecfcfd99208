#!/usr/bin/env bash
# TLS inside the cluster. The first ZooKeeper member makes an authority and one certificate for all machines, once, and keeps them as
# secrets; the authority's own key is thrown away. All machines make their stores of them.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

umask 077
mkdir -p "$TLS"
chmod 755 "$TLS"

has_certificate() {
  secret "$CERTIFICATE_SECRET" key >/dev/null 2>&1
}

# Machines are known by the names that their network gives them, and by those of the private zone.
make_certificate() {
  local work domain
  work=$(mktemp -d)
  domain=$(host)
  domain=${domain#*.}
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 3650 -subj '/CN=Millrace Druid authority' \
    -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
    -keyout "$work/authority.key" -out "$work/authority.pem" 2>/dev/null
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -subj '/CN=Millrace Druid' -keyout "$work/server.key" -out "$work/server.csr" 2>/dev/null
  printf '%s\n' "subjectAltName=DNS:*.$ZONE,DNS:*.$domain,DNS:localhost,IP:127.0.0.1" 'basicConstraints=CA:FALSE' \
    'extendedKeyUsage=serverAuth,clientAuth' >"$work/extensions"
  openssl x509 -req -sha256 -days 3650 -in "$work/server.csr" -CA "$work/authority.pem" -CAkey "$work/authority.key" \
    -CAcreateserial -extfile "$work/extensions" -out "$work/server.crt" 2>/dev/null
  AUTHORITY=$work/authority.pem CERTIFICATE=$work/server.crt KEY=$work/server.key python3 -c '
import json, os
read = lambda name: open(os.environ[name]).read()
json.dump({"authority": read("AUTHORITY")}, open(os.environ["AUTHORITY"] + ".json", "w"))
json.dump({"certificate": read("CERTIFICATE"), "key": read("KEY")}, open(os.environ["KEY"] + ".json", "w"))'
  cloud secretsmanager put-secret-value --secret-id "$AUTHORITY_SECRET" --secret-string "file://$work/authority.pem.json" >/dev/null
  cloud secretsmanager put-secret-value --secret-id "$CERTIFICATE_SECRET" --secret-string "file://$work/server.key.json" >/dev/null
  rm -rf "$work"
  say 'an authority and a certificate have been made'
}

if ! has_certificate; then
  if [ "$GROUP" = zookeeper ] && [ "${MEMBER:-}" = 1 ]; then
    make_certificate
  else
    deadline=$((SECONDS + ${CERTIFICATE_TIMEOUT_SECONDS:-600}))
    until has_certificate; do
      [ $SECONDS -lt $deadline ] || fail 'nobody has made a certificate'
      sleep "${POLL_SECONDS:-5}"
    done
  fi
fi

secret "$AUTHORITY_SECRET" authority >"$TLS/authority.pem"
secret "$CERTIFICATE_SECRET" certificate >"$TLS/server.crt"
secret "$CERTIFICATE_SECRET" key >"$TLS/server.key"
# What ZooKeeper reads; it takes the key first or last.
cat "$TLS/server.key" "$TLS/server.crt" >"$TLS/server.pem"

MILLRACE_STORE_PASSWORD=$(openssl rand -hex 24)
export MILLRACE_STORE_PASSWORD
printf 'MILLRACE_STORE_PASSWORD=%s\n' "$MILLRACE_STORE_PASSWORD" >"$SECRETS"
rm -f "$TLS"/*.p12
openssl pkcs12 -export -name druid -in "$TLS/server.crt" -inkey "$TLS/server.key" -out "$TLS/server.p12" \
  -passout env:MILLRACE_STORE_PASSWORD
"$OPT/java/bin/keytool" -importcert -noprompt -alias authority -file "$TLS/authority.pem" -storetype PKCS12 \
  -keystore "$TLS/authority.p12" -storepass:env MILLRACE_STORE_PASSWORD >/dev/null 2>&1
chmod 644 "$TLS/authority.pem" "$TLS/authority.p12"
chown -R "${SERVICE_USER:-druid}" "$TLS"
say 'stores of certificates are made'

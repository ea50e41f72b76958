/* test_providers - by which name servers a provider is known. */

#include "../../src/providers.h"
#include "check.h"

static bool
has(const char *id, const char *host)
{
	return provider_has_nameserver(provider_find(id), host);
}

int
main(void)
{
	CHECK("a suffix", has("cloudflare", "amy.ns.cloudflare.com"));
	CHECK("in any case", has("cloudflare", "AMY.NS.Cloudflare.COM"));
	CHECK("not as a part of a label", !has("cloudflare",
	    "amy.xns.cloudflare.com"));
	CHECK("nor inside", !has("cloudflare", "ns.cloudflare.com.test"));
	CHECK("one of several", has("huaweicloud",
	    "ns1.huaweicloud-dns.org"));
	CHECK("a label that begins so", has("route53",
	    "ns-2048.awsdns-64.com"));
	CHECK("below two labels", has("route53", "ns-1.awsdns-00.co.uk"));
	CHECK("in any case, too", has("route53", "NS-1.AWSDNS-00.net"));
	CHECK("not one that holds it", !has("route53", "ns.xawsdns-1.com"));
	CHECK("nor another", !has("route53", "ns1.example.com"));
	CHECK("where there are none", !has("dyndns2", "ns1.example.com"));
	return check_done();
}

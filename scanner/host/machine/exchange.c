#include "scanner/host/machine/exchange.h"

#include "scanner/host/host.h"
#include "scanner/host/machine/services.h"

static const char SETUP[] = "HKLM\\SOFTWARE\\Microsoft\\Exchange\\Setup";
static const char CONNECTOR[] = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\MSExchangeCCMC";
static const char PARAMETERS[] =
	"HKLM\\SYSTEM\\CurrentControlSet\\Services\\MSExchangeCCMC\\Parameters";

static struct fact presence(struct host *host, const char *key)
{
	switch (registry_key(&host->registry, key)) {
	case REGISTRY_FOUND:
		return (struct fact){"yes", FACT_READ, key};
	case REGISTRY_ABSENT:
		return (struct fact){"no", FACT_READ, key};
	case REGISTRY_UNKNOWN:
		break;
	}
	return (struct fact){NULL, FACT_UNKNOWN, registry_unknown_reason(&host->registry, key)};
}

static struct fact_list read_list(struct host *host, const char *key)
{
	struct fact_list list = {.key = key};
	struct registry_value *values;
	size_t count;
	enum registry_status status = registry_values(&host->registry, key, &values, &count);

	if (status == REGISTRY_UNKNOWN)
		list.reason = registry_unknown_reason(&host->registry, key);
	if (status != REGISTRY_FOUND)
		return list;
	list.items = arena_array(host->arena, count, sizeof(*list.items));
	for (size_t i = 0; i < count; i++) {
		struct fact fact = registry_value_fact(&host->registry, key, &values[i]);

		if (fact.value)
			list.items[list.count++] = (struct named_fact){values[i].name, fact};
	}
	return list;
}

static struct fact folder_of(struct host *host)
{
	struct fact folder;

	if (host->options.exchsrvr)
		return (struct fact){host->options.exchsrvr, FACT_GIVEN, "--exchsrvr"};
	folder = registry_fact(&host->registry, SETUP, "Services");
	if (folder.value)
		folder.value = environment_expand(&host->environment, folder.value, NULL);
	return folder;
}

const struct exchange *exchange(struct host *host)
{
	struct exchange *exchange = host->exchange;

	if (exchange)
		return exchange;
	exchange = arena_alloc(host->arena, sizeof(*exchange));
	exchange->installed = presence(host, SETUP);
	exchange->folder = folder_of(host);
	exchange->setup = read_list(host, SETUP);
	exchange->connector = presence(host, CONNECTOR);
	exchange->parameters = read_list(host, PARAMETERS);
	host->exchange = exchange;
	return exchange;
}

const struct service *exchange_connector(struct host *host)
{
	return service_named(host, "MSExchangeCCMC");
}

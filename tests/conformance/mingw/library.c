/* A DLL whose exports are listed in library.def. */
int table_of_numbers[4] = {1, 2, 3, 4};

int by_name(int number)
{
	return number + table_of_numbers[number & 3];
}

int by_ordinal_only(int number)
{
	return -number;
}

int far_away(void)
{
	return 7;
}

int DllMainCRTStartup(void *instance, unsigned reason, void *reserved)
{
	return instance || reason || reserved;
}

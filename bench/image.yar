import "pe"

// Nothing to look for in the bytes: what is measured is the pe module, which reads headers, imports, exports,
// resources, version and certificates before the condition is asked.
rule pe_image
{
	condition:
		pe.number_of_sections > 0 and pe.number_of_imports >= 0
}

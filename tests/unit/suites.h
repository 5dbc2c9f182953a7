/* Every unit suite: suite_NAME is defined in the file of its subject. */
#ifndef COMPATSCAN_TESTS_UNIT_SUITES_H
#define COMPATSCAN_TESTS_UNIT_SUITES_H

#include <check.h>

#define UNIT_SUITES                                                                                \
	SUITE(base_file)                                                                           \
	SUITE(base_memory)                                                                         \
	SUITE(base_text)                                                                           \
	SUITE(base_view)                                                                           \
	SUITE(host_api_set)                                                                        \
	SUITE(host_app_paths)                                                                      \
	SUITE(host_assembly_identity)                                                              \
	SUITE(host_assembly_private)                                                               \
	SUITE(host_assembly_store)                                                                 \
	SUITE(host_dependencies)                                                                   \
	SUITE(host_dependency_context)                                                             \
	SUITE(host_dependency_cycles)                                                              \
	SUITE(host_dependency_fit)                                                                 \
	SUITE(host_dependency_graph)                                                               \
	SUITE(host_device_name)                                                                    \
	SUITE(host_dot_local)                                                                      \
	SUITE(host_environment)                                                                    \
	SUITE(host_forwarders)                                                                     \
	SUITE(host_hive)                                                                           \
	SUITE(host_hive_check)                                                                     \
	SUITE(host_hive_damage)                                                                    \
	SUITE(host_hive_shapes)                                                                    \
	SUITE(host_known_dlls)                                                                     \
	SUITE(host_launchers)                                                                      \
	SUITE(host_links)                                                                          \
	SUITE(host_names)                                                                          \
	SUITE(host_own_hivex)                                                                      \
	SUITE(host_path_list)                                                                      \
	SUITE(host_registry)                                                                       \
	SUITE(host_search)                                                                         \
	SUITE(host_search_doubt)                                                                   \
	SUITE(host_search_loader)                                                                  \
	SUITE(host_services)                                                                       \
	SUITE(host_session_flags)                                                                  \
	SUITE(host_shares)                                                                         \
	SUITE(host_short_name)                                                                     \
	SUITE(host_side_by_side)                                                                   \
	SUITE(host_tree)                                                                           \
	SUITE(host_tree_file)                                                                      \
	SUITE(host_volume)                                                                         \
	SUITE(host_windows_folder)                                                                 \
	SUITE(host_windows_version)                                                                \
	SUITE(host_winpath)                                                                        \
	SUITE(host_wow64)                                                                          \
	SUITE(image_api_sets)                                                                      \
	SUITE(image_collection)                                                                    \
	SUITE(image_dos)                                                                           \
	SUITE(image_dos_stub)                                                                      \
	SUITE(image_doubt)                                                                         \
	SUITE(image_hostile)                                                                       \
	SUITE(image_kinds)                                                                         \
	SUITE(image_le)                                                                            \
	SUITE(image_le_symbols)                                                                    \
	SUITE(image_limits)                                                                        \
	SUITE(image_manifest)                                                                      \
	SUITE(image_manifest_file)                                                                 \
	SUITE(image_mz)                                                                            \
	SUITE(image_ne)                                                                            \
	SUITE(image_ne_exports)                                                                    \
	SUITE(image_ne_odd)                                                                        \
	SUITE(image_pe)                                                                            \
	SUITE(image_pe_hybrid)                                                                     \
	SUITE(image_pe_odd)                                                                        \
	SUITE(image_pe_overlay)                                                                    \
	SUITE(image_pe_sections)                                                                   \
	SUITE(image_pe_tables)                                                                     \
	SUITE(image_resources)                                                                     \
	SUITE(image_resources_odd)                                                                 \
	SUITE(image_te)                                                                            \
	SUITE(image_version)                                                                       \
	SUITE(image_versions)                                                                      \
	SUITE(post_delivery)                                                                       \
	SUITE(post_flush)                                                                          \
	SUITE(post_parts)                                                                          \
	SUITE(post_retry)                                                                          \
	SUITE(printable)                                                                           \
	SUITE(report_id)                                                                           \
	SUITE(report_image)                                                                        \
	SUITE(report_image_full)                                                                   \
	SUITE(report_page)                                                                         \
	SUITE(report_summary)                                                                      \
	SUITE(rules_applies)                                                                       \
	SUITE(rules_file)                                                                          \
	SUITE(rules_json)                                                                          \
	SUITE(rules_library)                                                                       \
	SUITE(rules_pack)                                                                          \
	SUITE(rules_parameters)                                                                    \
	SUITE(rules_place)                                                                         \
	SUITE(rules_program)                                                                       \
	SUITE(rules_release)                                                                       \
	SUITE(rules_schema)                                                                        \
	SUITE(rules_template)                                                                      \
	SUITE(spool_damage)                                                                        \
	SUITE(spool_entries)                                                                       \
	SUITE(spool_folder)

#define SUITE(name) Suite *suite_##name(void);
UNIT_SUITES
#undef SUITE

#endif

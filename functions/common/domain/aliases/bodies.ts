/**
 * Written by `npm run build:aliases`: intergovernmental bodies of the Phoenix dictionaries.
 * openeventdata/Dictionaries, MIT License, Copyright (c) 2014 Open Event Data Alliance.
 */
export const bodies = `
organization | Association of South East Asian Nations | ASEAN
organization | Intergovernmental Panel on Climate Change | IPCC
organization | International Atomic Energy Agency | IAEA
organization | International Court of Justice | ICJ
organization | International Monetary Fund | IMF
organization | North Atlantic Treaty Organization | NATO
organization | Organisation for the Prohibition of Chemical Weapons | OPCW; Organization for the Prohibition of Chemical Weapons
organization | Organization of African Unity | OAU
organization | Organization of American States | OAS
organization | Organization of Arab Petroleum Exporting Countries | OAPEC
organization | Organization of Islamic Conferences | OIC
organization | Organization of Petroleum Exporting Countries | OPEC
organization | South Asian Free Trade Area | SAFTA
organization | Sri Lanka Monitoring Mission | SLMM
organization | United Nations Educational, Scientific and Cultural Organization | UNESCO
organization | World Food Programme | WFP; World Food Program
`;

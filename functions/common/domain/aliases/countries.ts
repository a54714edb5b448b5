/**
 * Written by `npm run build:aliases`: countries of i18n-iso-countries.
 * MIT License, Copyright (c) 2016 widdix GmbH.
 */
export const countries = `
place | Aland Islands | Åland Islands
place | Antigua and Barbuda | Antigua & Barbuda
place | Bonaire, Sint Eustatius and Saba | Bonaire, Sint Eustatius & Saba
place | Bosnia and Herzegovina | Bosnia & Herzegovina
place | China | People's Republic of China
place | Czechia | Czech Republic
place | Gambia | The Gambia; Republic of The Gambia
place | Great Britain | United Kingdom; UK
place | Heard Island and McDonald Islands | Heard Island & McDonald Islands
place | Iran | Islamic Republic of Iran
place | Ivory Coast | Cote d'Ivoire; Côte d'Ivoire
place | Micronesia | Federated States of Micronesia
place | Moldova | Republic of Moldova
place | Netherlands | The Netherlands
place | North Macedonia | The Republic of North Macedonia
place | Palestine | State of Palestine
place | Pitcairn | Pitcairn Islands
place | Russia | Russian Federation
place | Saint Barthélemy | St. Barthélemy
place | Saint Helena | St. Helena
place | Saint Kitts and Nevis | St. Kitts & Nevis; Saint Kitts & Nevis; St. Kitts and Nevis
place | Saint Lucia | St. Lucia
place | Saint Martin | St. Martin
place | Saint Pierre and Miquelon | St. Pierre & Miquelon; Saint Pierre & Miquelon; St. Pierre and Miquelon
place | Saint Vincent and the Grenadines | St. Vincent & the Grenadines; Saint Vincent & the Grenadines; St. Vincent and the Grenadines
place | Sao Tome and Principe | Sao Tome & Principe
place | South Georgia and the South Sandwich Islands | South Georgia & the South Sandwich Islands
place | South Korea | Republic of Korea
place | Svalbard and Jan Mayen | Svalbard & Jan Mayen
place | Taiwan | Taiwan, Province of China
place | Tanzania | United Republic of Tanzania
place | Trinidad and Tobago | Trinidad & Tobago
place | Turkey | Türkiye
place | Turks and Caicos Islands | Turks & Caicos Islands
place | United Arab Emirates | UAE
place | United States | United States of America; US; USA; U.S.; U.S.A.
place | Wallis and Futuna | Wallis & Futuna
`;

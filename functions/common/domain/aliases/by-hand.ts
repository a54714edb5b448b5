/**
 * The most frequent names of the news that have several spellings, kept by hand. A line: type, the spelling
 * that people are shown, the others. A spelling that means two names in the news (ICC, Congo, Washington) is
 * left out, and so are names that style guides distinguish.
 */
export const byHand = `
place | United States | US; U.S.; USA; U.S.A.; United States of America; America; U.S. of A; U. S.; U.S
place | United Kingdom | UK; U.K.; Britain; Great Britain; United Kingdom of Great Britain and Northern Ireland
place | United Arab Emirates | UAE; U.A.E.; the Emirates
place | Democratic Republic of the Congo | DRC; D.R.C.; DR Congo; D.R. Congo; Democratic Republic of Congo; Congo-Kinshasa; Zaire
place | Republic of the Congo | Congo-Brazzaville; Congo Republic
place | China | People's Republic of China; PRC; P.R.C.; mainland China
place | Taiwan | Republic of China; Taiwan, Province of China
place | Russia | Russian Federation
place | Soviet Union | USSR; U.S.S.R.; Union of Soviet Socialist Republics
place | Germany | Federal Republic of Germany
place | France | French Republic
place | Italy | Italian Republic
place | Spain | Kingdom of Spain
place | Ireland | Republic of Ireland; Irish Republic
place | Netherlands | Holland; Kingdom of the Netherlands
place | Czech Republic | Czechia
place | North Macedonia | Republic of North Macedonia; Former Yugoslav Republic of Macedonia; FYROM
place | Bosnia and Herzegovina | Bosnia; Bosnia-Herzegovina; Bosnia & Herzegovina
place | Turkey | Türkiye; Turkiye; Republic of Turkey
place | Iran | Islamic Republic of Iran
place | Iraq | Republic of Iraq
place | Syria | Syrian Arab Republic
place | Saudi Arabia | Kingdom of Saudi Arabia; KSA
place | Jordan | Hashemite Kingdom of Jordan
place | Egypt | Arab Republic of Egypt
place | Israel | State of Israel
place | Palestine | State of Palestine
place | West Bank | Occupied West Bank
place | Gaza Strip | Gaza strip
place | South Korea | Republic of Korea; ROK; S. Korea; S Korea
place | North Korea | DPRK; D.P.R.K.; Democratic People's Republic of Korea; N. Korea; N Korea
place | Myanmar | Burma; Republic of the Union of Myanmar
place | Vietnam | Viet Nam; Socialist Republic of Vietnam
place | Laos | Lao PDR; Lao People's Democratic Republic
place | Brunei | Brunei Darussalam
place | East Timor | Timor-Leste; Timor Leste
place | India | Republic of India
place | Pakistan | Islamic Republic of Pakistan
place | Sri Lanka | Ceylon
place | Ivory Coast | Côte d'Ivoire; Cote d'Ivoire; Cote d'lvoire
place | Cape Verde | Cabo Verde
place | Eswatini | Swaziland
place | The Gambia | Gambia; Republic of The Gambia
place | The Bahamas | Bahamas
place | The Hague | Den Haag
place | Nigeria | Federal Republic of Nigeria
place | South Africa | Republic of South Africa
place | Central African Republic | C.A.R.
place | Papua New Guinea | PNG; P.N.G.
place | Trinidad and Tobago | Trinidad & Tobago
place | Vatican City | Vatican City State
place | Macau | Macao
place | Hong Kong | HK; Hongkong; Hong Kong SAR
place | Ukraine | the Ukraine
place | New York City | NYC; N.Y.C.
place | New York | N.Y.; NY
place | Los Angeles | LA; L.A.
place | Washington, D.C. | Washington DC; Washington D.C; DC; D.C.; District of Columbia
place | California | Calif.
place | Florida | Fla.
place | Arizona | Ariz.
place | Connecticut | Conn.
place | Wisconsin | Wis.
place | Minnesota | Minn.
place | Michigan | Mich.
place | Oklahoma | Okla.
place | Tennessee | Tenn.
place | Saint Petersburg | St. Petersburg; St Petersburg
place | Kyiv | Kiev
place | Odesa | Odessa
place | Kharkiv | Kharkov
place | Mumbai | Bombay
place | Kolkata | Calcutta
place | Chennai | Madras
place | Bengaluru | Bangalore
place | Yangon | Rangoon
place | Beijing | Peking
place | Ho Chi Minh City | Saigon
place | Astana | Nur-Sultan
place | Mecca | Makkah
place | Medina | Madinah
place | Sanaa | Sana'a; Sana
place | Mosul | Mossul
place | Middle East | Mideast; the Mideast
place | South China Sea |
place | Falkland Islands | Falklands; Islas Malvinas
organization | United Nations | UN; U.N.; United Nations Organization; UNO
organization | United Nations Security Council | UN Security Council; U.N. Security Council; UNSC
organization | United Nations General Assembly | UN General Assembly; U.N. General Assembly; UNGA
organization | UNHCR | United Nations High Commissioner for Refugees; UN High Commissioner for Refugees; UN refugee agency; U.N. refugee agency; UN High Commission for Refugees
organization | UNICEF | United Nations Children's Fund; UN Children's Fund; United Nations International Children's Emergency Fund
organization | UNESCO | United Nations Educational, Scientific and Cultural Organization
organization | World Food Program | WFP; World Food Programme; UN World Food Program; U.N. World Food Program
organization | World Health Organization | WHO; W.H.O.
organization | World Trade Organization | WTO; W.T.O.
organization | World Bank | the World Bank Group; World Bank Group
organization | International Monetary Fund | IMF; I.M.F.
organization | International Atomic Energy Agency | IAEA; I.A.E.A.
organization | International Court of Justice | ICJ; I.C.J.
organization | International Labour Organization | ILO; International Labor Organization
organization | International Committee of the Red Cross | ICRC
organization | International Olympic Committee | IOC
organization | European Union | EU; E.U.
organization | European Commission | EU Commission
organization | European Parliament | EU Parliament
organization | European Central Bank | ECB; E.C.B.
organization | Organization for Security and Co-operation in Europe | OSCE; Organization for Security and Cooperation in Europe
organization | Organization for Economic Co-operation and Development | OECD; Organization for Economic Cooperation and Development
organization | NATO | N.A.T.O.; North Atlantic Treaty Organization; North Atlantic Treaty Organisation
organization | OPEC | Organization of the Petroleum Exporting Countries; Organization of Petroleum Exporting Countries
organization | ASEAN | Association of Southeast Asian Nations; Association of South East Asian Nations
organization | African Union | AU; A.U.
organization | Arab League | League of Arab States
organization | Economic Community of West African States | ECOWAS
organization | Group of Seven | G7; G-7
organization | Group of 20 | G20; G-20; Group of Twenty
organization | Group of Eight | G8; G-8
organization | Interpol | INTERPOL; International Criminal Police Organization
organization | Médecins Sans Frontières | MSF; Doctors Without Borders; Medecins Sans Frontieres
organization | Federal Bureau of Investigation | FBI; F.B.I.
organization | Central Intelligence Agency | CIA; C.I.A.
organization | National Security Agency | NSA; N.S.A.
organization | NASA | National Aeronautics and Space Administration; N.A.S.A.
organization | Food and Drug Administration | FDA; F.D.A.; US Food and Drug Administration; U.S. Food and Drug Administration
organization | Environmental Protection Agency | EPA; E.P.A.; US Environmental Protection Agency; U.S. Environmental Protection Agency
organization | Securities and Exchange Commission | SEC; S.E.C.; US Securities and Exchange Commission; U.S. Securities and Exchange Commission
organization | Department of Justice | Justice Department; DOJ
organization | U.S. Department of Justice | US Department of Justice; U.S. Justice Department; United States Department of Justice
organization | Department of State | State Department; US Department of State; U.S. Department of State; US State Department; U.S. State Department
organization | Department of Homeland Security | DHS; US Department of Homeland Security; U.S. Department of Homeland Security
organization | U.S. Department of Defense | US Department of Defense; US Defense Department; U.S. Defense Department; United States Department of Defense
organization | Centers for Disease Control and Prevention | CDC; C.D.C.; Centers for Disease Control; US Centers for Disease Control and Prevention; U.S. Centers for Disease Control and Prevention
organization | Federal Aviation Administration | FAA; F.A.A.
organization | Federal Reserve | US Federal Reserve; U.S. Federal Reserve; Fed; Federal Reserve Board
organization | Federal Communications Commission | FCC; F.C.C.
organization | Internal Revenue Service | IRS; I.R.S.
organization | U.S. Congress | US Congress; United States Congress
organization | U.S. Senate | US Senate; United States Senate
organization | U.S. House of Representatives | US House of Representatives; United States House of Representatives; US House; U.S. House
organization | U.S. Supreme Court | US Supreme Court; United States Supreme Court; Supreme Court of the United States
organization | White House |
organization | Republican Party | GOP; G.O.P.
organization | Democratic Party |
organization | New York Police Department | NYPD; N.Y.P.D.; New York City Police Department
organization | Los Angeles Police Department | LAPD; L.A.P.D.
organization | Bank of England | BoE; BOE
organization | Bank of Japan | BoJ; BOJ
organization | National Health Service | NHS; N.H.S.
organization | Chinese Communist Party | CCP; Communist Party of China; CPC
organization | African National Congress | ANC
organization | Bharatiya Janata Party | BJP
organization | Palestine Liberation Organization | PLO
organization | Kurdistan Workers' Party | PKK; Kurdistan Workers Party
organization | Hezbollah | Hizbollah; Hizbullah; Hezbullah; Hizballah
organization | al-Qaeda | al-Qaida; al Qaida; Al-Qa'ida; Al-Qaïda; Qaeda
organization | al-Shabaab | al-Shabab; al Shabab; Shabaab; Shabab
organization | Islamic State | ISIS; ISIL; Daesh; Islamic State of Iraq and Syria; Islamic State of Iraq and the Levant; Islamic State in Iraq and Syria; Islamic State group; IS
organization | Taliban | Taleban
organization | Boko Haram | Boko-Haram
organization | Houthi | Houthis
organization | Amnesty International | Amnesty Intl
organization | National Rifle Association | NRA; N.R.A.
organization | American Civil Liberties Union | ACLU; A.C.L.U.
organization | NAACP | N.A.A.C.P.; National Association for the Advancement of Colored People
organization | World Wildlife Fund | WWF; World Wide Fund for Nature
organization | FIFA | F.I.F.A.; Fédération Internationale de Football Association
organization | UEFA | Union of European Football Associations
organization | National Basketball Association | NBA; N.B.A.
organization | National Football League | NFL; N.F.L.
organization | National Hockey League | NHL; N.H.L.
organization | Major League Baseball | MLB; M.L.B.
organization | Manchester United | Man United; Man Utd; Manchester Utd
organization | Manchester City | Man City
organization | BBC | B.B.C.; British Broadcasting Corporation; British Broadcasting Corp
organization | CNN | C.N.N.; Cable News Network
organization | Associated Press | AP; A.P.
organization | Agence France-Presse | AFP; A.F.P.; Agence France Presse
organization | Reuters | Thomson Reuters
organization | New York Times | NYT; NY Times; N.Y. Times
organization | Wall Street Journal | WSJ
organization | Xinhua | Xinhua News Agency
organization | Apple | Apple Inc; Apple Computer
organization | Google | Google Inc; Google LLC
organization | Amazon | Amazon.com; Amazon Inc; Amazon.com Inc
organization | Microsoft | Microsoft Corp; Microsoft Corporation
organization | Facebook | Facebook Inc
organization | Meta | Meta Platforms; Meta Platforms Inc
organization | Twitter | Twitter Inc
organization | Tesla | Tesla Inc; Tesla Motors
organization | Netflix | Netflix Inc
organization | IBM | I.B.M.; International Business Machines
organization | Intel | Intel Corp
organization | Samsung Electronics | Samsung Electronics Co; Samsung Electronics Co Ltd; Samsung Electronics Co., Ltd.
organization | General Motors | GM; G.M.; General Motors Co
organization | General Electric | GE; G.E.; General Electric Co
organization | Ford Motor | Ford Motor Co; Ford Motor Company
organization | Boeing | Boeing Co; The Boeing Company
organization | Toyota | Toyota Motor; Toyota Motor Corp; Toyota Motor Corporation
organization | Volkswagen | Volkswagen AG; VW
organization | AT&T | AT&T Inc; AT & T
organization | Standard & Poor's | Standard and Poor's; S&P; Standard & Poors
organization | McDonald's | McDonalds; McDonald's Corp
organization | JPMorgan Chase | JPMorgan Chase & Co; JP Morgan Chase; J.P. Morgan Chase; JPMorgan; J.P. Morgan; JP Morgan
organization | Goldman Sachs | Goldman Sachs Group; Goldman Sachs Group Inc
organization | Bank of America | BofA; Bank of America Corp
organization | Citigroup | Citigroup Inc
organization | Wells Fargo | Wells Fargo & Co
organization | Morgan Stanley | Morgan Stanley Inc
organization | Walmart | Wal-Mart; Wal-Mart Stores; Walmart Inc; Wal-Mart Stores Inc
organization | ExxonMobil | Exxon Mobil; Exxon Mobil Corp; Exxon
organization | Royal Dutch Shell | Royal Dutch/Shell
organization | BP | B.P.; British Petroleum
organization | Yahoo | Yahoo!; Yahoo Inc; Yahoo! Inc
person | Donald Trump | Donald J. Trump; Donald John Trump
person | Barack Obama | Barack H. Obama; Barack Hussein Obama
person | Joe Biden | Joseph Biden; Joseph R. Biden; Joe R. Biden
person | Hillary Clinton | Hillary Rodham Clinton; Hillary R. Clinton
person | Bill Clinton | William Jefferson Clinton
person | George W. Bush | George Walker Bush
person | Vladimir Putin | Vladimir V. Putin; Vladimir Vladimirovich Putin
person | Volodymyr Zelensky | Volodymyr Zelenskyy; Volodymyr Zelenskiy; Volodimir Zelensky
person | Dmitry Medvedev | Dmitri Medvedev; Dmitriy Medvedev; Dmitry A. Medvedev
person | Recep Tayyip Erdogan | Recep Tayyip Erdoğan; Tayyip Erdogan; Tayyip Erdoğan
person | Bashar al-Assad | Bashar Assad; Bashar Al Assad; Bashar el-Assad
person | Benjamin Netanyahu | Binyamin Netanyahu; Bibi Netanyahu
person | Mahmoud Abbas | Abu Mazen
person | Muammar Gaddafi | Moammar Gadhafi; Muammar Gadhafi; Moammar Gaddafi; Muammar Qaddafi; Muammar al-Gaddafi; Muammar el-Qaddafi
person | Osama bin Laden | Usama bin Laden; Osama Bin Ladin
person | Mahmoud Ahmadinejad | Mahmud Ahmadinejad
person | Ali Khamenei | Ayatollah Ali Khamenei; Seyyed Ali Khamenei
person | Mohammed bin Salman | Mohammad bin Salman; Muhammad bin Salman
person | Abdel Fattah el-Sisi | Abdel Fattah al-Sisi; Abdel-Fattah el-Sissi; Abdel Fattah el-Sissi; Abdul Fattah al-Sisi
person | Hosni Mubarak | Husni Mubarak
person | Kim Jong-un | Kim Jong Un; Kim Jongun
person | Nicolás Maduro | Nicolas Maduro
person | Luiz Inácio Lula da Silva | Luiz Inacio Lula da Silva
person | Aung San Suu Kyi | Daw Aung San Suu Kyi
person | António Guterres | Antonio Guterres
person | Robert Mugabe | Robert Gabriel Mugabe
person | Pope Francis | Pope Francis I
`;

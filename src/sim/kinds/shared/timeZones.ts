// The time zones that the IANA database knows, canonical names and aliases (letter case counts), by the rule that holds there
// at present: how far ahead of UTC; where clocks change, also by how much in summer and when summer begins and ends:
// `M3.5.0/1` is March, the last (5th) week, Sunday, one o'clock by the clock of before (two o'clock where no hour is given).
// Upstream: Go's time/tzdata, which the API server and CronJobs' controller carry; tzdata 2025b
//
// Simplified: the rules of 2026 hold in all years, and Morocco's clocks do not change for Ramadan.

const BY_RULE: Readonly<Record<string, string>> = {
  '-12:00': 'Etc/ GMT+12',
  '-11:00': 'Etc/ GMT+11 Pacific/ Midway Niue Pago_Pago Samoa US/ Samoa',
  '-10:00': '/ HST Etc/ GMT+10 Pacific/ Honolulu Johnston Rarotonga Tahiti US/ Hawaii',
  '-10:00 -09:00 M3.2.0 M11.1.0': 'America/ Adak Atka US/ Aleutian',
  '-09:30': 'Pacific/ Marquesas',
  '-09:00': 'Etc/ GMT+9 Pacific/ Gambier',
  '-09:00 -08:00 M3.2.0 M11.1.0': 'America/ Anchorage Juneau Metlakatla Nome Sitka Yakutat US/ Alaska',
  '-08:00': 'Etc/ GMT+8 Pacific/ Pitcairn',
  '-08:00 -07:00 M3.2.0 M11.1.0': '/ PST8PDT America/ Ensenada Los_Angeles Santa_Isabel Tijuana Vancouver Canada/ Pacific Mexico/ BajaNorte US/ Pacific',
  '-07:00':
    '/ MST America/ Creston Dawson Dawson_Creek Fort_Nelson Hermosillo Mazatlan Phoenix Whitehorse Canada/ Yukon Etc/ GMT+7 Mexico/ BajaSur US/ ' +
    'Arizona',
  '-07:00 -06:00 M3.2.0 M11.1.0': '/ MST7MDT Navajo America/ Boise Cambridge_Bay Ciudad_Juarez Denver Edmonton Inuvik Shiprock Yellowknife Canada/ Mountain US/ Mountain',
  '-06:00':
    'America/ Bahia_Banderas Belize Chihuahua Costa_Rica El_Salvador Guatemala Managua Merida Mexico_City Monterrey Regina Swift_Current ' +
    'Tegucigalpa Canada/ Saskatchewan Etc/ GMT+6 Mexico/ General Pacific/ Galapagos',
  '-06:00 -05:00 M3.2.0 M11.1.0':
    '/ CST6CDT America/ Chicago Knox_IN Matamoros Menominee Ojinaga Rainy_River Rankin_Inlet Resolute Winnipeg America/Indiana/ Knox Tell_City ' +
    'America/North_Dakota/ Beulah Center New_Salem Canada/ Central US/ Central Indiana-Starke',
  '-06:00 -05:00 M9.1.6/22 M4.1.6/22': 'Chile/ EasterIsland Pacific/ Easter',
  '-05:00':
    '/ EST Jamaica America/ Atikokan Bogota Cancun Cayman Coral_Harbour Eirunepe Guayaquil Jamaica Lima Panama Porto_Acre Rio_Branco Brazil/ ' +
    'Acre Etc/ GMT+5',
  '-05:00 -04:00 M3.2.0 M11.1.0':
    '/ EST5EDT America/ Detroit Fort_Wayne Grand_Turk Indianapolis Iqaluit Louisville Montreal Nassau New_York Nipigon Pangnirtung ' +
    'Port-au-Prince Thunder_Bay Toronto America/Indiana/ Indianapolis Marengo Petersburg Vevay Vincennes Winamac America/Kentucky/ Louisville ' +
    'Monticello Canada/ Eastern US/ East-Indiana Eastern Michigan',
  '-05:00 -04:00 M3.2.0/0 M11.1.0/1': '/ Cuba America/ Havana',
  '-04:00':
    'America/ Anguilla Antigua Aruba Barbados Blanc-Sablon Boa_Vista Campo_Grande Caracas Cuiaba Curacao Dominica Grenada Guadeloupe Guyana ' +
    'Kralendijk La_Paz Lower_Princes Manaus Marigot Martinique Montserrat Port_of_Spain Porto_Velho Puerto_Rico Santo_Domingo St_Barthelemy ' +
    'St_Kitts St_Lucia St_Thomas St_Vincent Tortola Virgin Brazil/ West Etc/ GMT+4',
  '-04:00 -03:00 M3.2.0 M11.1.0': 'America/ Glace_Bay Goose_Bay Halifax Moncton Thule Atlantic/ Bermuda Canada/ Atlantic',
  '-04:00 -03:00 M9.1.6/24 M4.1.6/24': 'America/ Santiago Chile/ Continental',
  '-03:30 -02:30 M3.2.0 M11.1.0': 'America/ St_Johns Canada/ Newfoundland',
  '-03:00':
    'America/ Araguaina Asuncion Bahia Belem Buenos_Aires Catamarca Cayenne Cordoba Coyhaique Fortaleza Jujuy Maceio Mendoza Montevideo ' +
    'Paramaribo Punta_Arenas Recife Rosario Santarem Sao_Paulo America/Argentina/ Buenos_Aires Catamarca ComodRivadavia Cordoba Jujuy La_Rioja ' +
    'Mendoza Rio_Gallegos Salta San_Juan San_Luis Tucuman Ushuaia Antarctica/ Palmer Rothera Atlantic/ Stanley Brazil/ East Etc/ GMT+3',
  '-03:00 -02:00 M3.2.0 M11.1.0': 'America/ Miquelon',
  '-02:00': 'America/ Noronha Atlantic/ South_Georgia Brazil/ DeNoronha Etc/ GMT+2',
  '-02:00 -01:00 M3.5.0/-1 M10.5.0/0': 'America/ Godthab Nuuk Scoresbysund',
  '-01:00': 'Atlantic/ Cape_Verde Etc/ GMT+1',
  '-01:00 +00:00 M3.5.0/0 M10.5.0/1': 'Atlantic/ Azores',
  '+00:00':
    '/ Factory GMT GMT+0 GMT-0 GMT0 Greenwich Iceland UCT UTC Universal Zulu Africa/ Abidjan Accra Bamako Banjul Bissau Conakry Dakar Freetown ' +
    'Lome Monrovia Nouakchott Ouagadougou Sao_Tome Timbuktu America/ Danmarkshavn Atlantic/ Reykjavik St_Helena Etc/ GMT GMT+0 GMT-0 GMT0 ' +
    'Greenwich UCT UTC Universal Zulu',
  '+00:00 +01:00 M3.5.0/1 M10.5.0': '/ GB GB-Eire Portugal WET Atlantic/ Canary Faeroe Faroe Madeira Europe/ Belfast Guernsey Isle_of_Man Jersey Lisbon London',
  '+00:00 +02:00 M3.5.0/1 M10.5.0/3': 'Antarctica/ Troll',
  '+01:00':
    'Africa/ Algiers Bangui Brazzaville Casablanca Douala El_Aaiun Kinshasa Lagos Libreville Luanda Malabo Ndjamena Niamey Porto-Novo Tunis Etc/ ' +
    'GMT-1',
  '+01:00 +00:00 M10.5.0 M3.5.0/1': '/ Eire Europe/ Dublin',
  '+01:00 +02:00 M3.5.0 M10.5.0/3':
    '/ CET MET Poland Africa/ Ceuta Arctic/ Longyearbyen Atlantic/ Jan_Mayen Europe/ Amsterdam Andorra Belgrade Berlin Bratislava Brussels ' +
    'Budapest Busingen Copenhagen Gibraltar Ljubljana Luxembourg Madrid Malta Monaco Oslo Paris Podgorica Prague Rome San_Marino Sarajevo Skopje ' +
    'Stockholm Tirane Vaduz Vatican Vienna Warsaw Zagreb Zurich',
  '+02:00':
    '/ Libya Africa/ Blantyre Bujumbura Gaborone Harare Johannesburg Juba Khartoum Kigali Lubumbashi Lusaka Maputo Maseru Mbabane Tripoli ' +
    'Windhoek Etc/ GMT-2 Europe/ Kaliningrad',
  '+02:00 +03:00 M3.4.4/26 M10.5.0': '/ Israel Asia/ Jerusalem Tel_Aviv',
  '+02:00 +03:00 M3.4.4/50 M10.4.4/50': 'Asia/ Gaza Hebron',
  '+02:00 +03:00 M3.5.0 M10.5.0/3': 'Europe/ Chisinau Tiraspol',
  '+02:00 +03:00 M3.5.0/0 M10.5.0/0': 'Asia/ Beirut',
  '+02:00 +03:00 M3.5.0/3 M10.5.0/4': '/ EET Asia/ Famagusta Nicosia Europe/ Athens Bucharest Helsinki Kiev Kyiv Mariehamn Nicosia Riga Sofia Tallinn Uzhgorod Vilnius Zaporozhye',
  '+02:00 +03:00 M4.5.5/0 M10.5.4/24': '/ Egypt Africa/ Cairo',
  '+03:00':
    '/ Turkey W-SU Africa/ Addis_Ababa Asmara Asmera Dar_es_Salaam Djibouti Kampala Mogadishu Nairobi Antarctica/ Syowa Asia/ Aden Amman Baghdad ' +
    'Bahrain Damascus Istanbul Kuwait Qatar Riyadh Etc/ GMT-3 Europe/ Istanbul Kirov Minsk Moscow Simferopol Volgograd Indian/ Antananarivo ' +
    'Comoro Mayotte',
  '+03:30': '/ Iran Asia/ Tehran',
  '+04:00': 'Asia/ Baku Dubai Muscat Tbilisi Yerevan Etc/ GMT-4 Europe/ Astrakhan Samara Saratov Ulyanovsk Indian/ Mahe Mauritius Reunion',
  '+04:30': 'Asia/ Kabul',
  '+05:00':
    'Antarctica/ Mawson Vostok Asia/ Almaty Aqtau Aqtobe Ashgabat Ashkhabad Atyrau Dushanbe Karachi Oral Qostanay Qyzylorda Samarkand Tashkent ' +
    'Yekaterinburg Etc/ GMT-5 Indian/ Kerguelen Maldives',
  '+05:30': 'Asia/ Calcutta Colombo Kolkata',
  '+05:45': 'Asia/ Kathmandu Katmandu',
  '+06:00': 'Asia/ Bishkek Dacca Dhaka Kashgar Omsk Thimbu Thimphu Urumqi Etc/ GMT-6 Indian/ Chagos',
  '+06:30': 'Asia/ Rangoon Yangon Indian/ Cocos',
  '+07:00':
    'Antarctica/ Davis Asia/ Bangkok Barnaul Ho_Chi_Minh Hovd Jakarta Krasnoyarsk Novokuznetsk Novosibirsk Phnom_Penh Pontianak Saigon Tomsk ' +
    'Vientiane Etc/ GMT-7 Indian/ Christmas',
  '+08:00':
    '/ Hongkong PRC ROC Singapore Antarctica/ Casey Asia/ Brunei Choibalsan Chongqing Chungking Harbin Hong_Kong Irkutsk Kuala_Lumpur Kuching ' +
    'Macao Macau Makassar Manila Shanghai Singapore Taipei Ujung_Pandang Ulaanbaatar Ulan_Bator Australia/ Perth West Etc/ GMT-8',
  '+08:45': 'Australia/ Eucla',
  '+09:00': '/ Japan ROK Asia/ Chita Dili Jayapura Khandyga Pyongyang Seoul Tokyo Yakutsk Etc/ GMT-9 Pacific/ Palau',
  '+09:30': 'Australia/ Darwin North',
  '+09:30 +10:30 M10.1.0 M4.1.0/3': 'Australia/ Adelaide Broken_Hill South Yancowinna',
  '+10:00':
    'Antarctica/ DumontDUrville Asia/ Ust-Nera Vladivostok Australia/ Brisbane Lindeman Queensland Etc/ GMT-10 Pacific/ Chuuk Guam Port_Moresby ' +
    'Saipan Truk Yap',
  '+10:00 +11:00 M10.1.0 M4.1.0/3': 'Antarctica/ Macquarie Australia/ ACT Canberra Currie Hobart Melbourne NSW Sydney Tasmania Victoria',
  '+10:30 +11:00 M10.1.0 M4.1.0': 'Australia/ LHI Lord_Howe',
  '+11:00': 'Asia/ Magadan Sakhalin Srednekolymsk Etc/ GMT-11 Pacific/ Bougainville Efate Guadalcanal Kosrae Noumea Pohnpei Ponape',
  '+11:00 +12:00 M10.1.0 M4.1.0/3': 'Pacific/ Norfolk',
  '+12:00': '/ Kwajalein Asia/ Anadyr Kamchatka Etc/ GMT-12 Pacific/ Fiji Funafuti Kwajalein Majuro Nauru Tarawa Wake Wallis',
  '+12:00 +13:00 M9.5.0 M4.1.0/3': '/ NZ Antarctica/ McMurdo South_Pole Pacific/ Auckland',
  '+12:45 +13:45 M9.5.0/2:45 M4.1.0/3:45': '/ NZ-CHAT Pacific/ Chatham',
  '+13:00': 'Etc/ GMT-13 Pacific/ Apia Enderbury Fakaofo Kanton Tongatapu',
  '+14:00': 'Etc/ GMT-14 Pacific/ Kiritimati',
};

let rules: Map<string, string> | undefined;

function zoneRules(): ReadonlyMap<string, string> {
  if (rules) return rules;
  rules = new Map();
  for (const [rule, words] of Object.entries(BY_RULE)) {
    let area = '';
    for (const word of words.split(' ')) {
      if (word.endsWith('/')) area = word === '/' ? '' : word;
      else rules.set(area + word, rule);
    }
  }
  return rules;
}

export const isTimeZone = (name: string): boolean => zoneRules().has(name);

/** `+01:00`, or `+01:00 +02:00 M3.5.0 M10.5.0/3`; undefined where there is no such zone. */
export const zoneRule = (name: string): string | undefined => zoneRules().get(name);

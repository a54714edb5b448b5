/**
 * The names and phrases of generated posts. The names are real and well known, in forms that challenge an
 * extractor. They are short and long, have particles, initials, accents, apostrophes or hyphens, or are
 * romanized from several scripts. The sentences made of them are invented.
 */

// biome-ignore format: with one name per line the lists would be too long to read
export const people = [
  'Ada Lovelace', 'Marie Curie', 'Albert Einstein', 'Nelson Mandela', 'Rosa Parks', 'Frida Kahlo',
  'Ludwig van Beethoven', 'Vincent van Gogh', 'Gabriel García Márquez', 'Björk Guðmundsdóttir',
  'Antonín Dvořák', 'Søren Kierkegaard', 'Wisława Szymborska', 'Lech Wałęsa', 'François Truffaut',
  'Zoë Wanamaker', 'J. K. Rowling', 'J. R. R. Tolkien', 'Martin Luther King Jr.', 'Charles de Gaulle',
  'Leonardo da Vinci', 'Sandra Day O’Connor', "Sinéad O'Connor", 'Kofi Annan', 'Ban Ki-moon',
  'Wangari Maathai', 'Indira Gandhi', 'Satyajit Ray', 'Akira Kurosawa', 'Haruki Murakami', 'Yayoi Kusama',
  'Tu Youyou', 'Yo-Yo Ma', 'Pelé', 'Lionel Messi', 'Serena Williams', 'Usain Bolt', 'Simone Biles',
  'Muhammad Ali', 'Naguib Mahfouz', 'Umm Kulthum', 'Chinua Achebe', 'Wole Soyinka', 'Miriam Makeba',
  'Jane Goodall', 'David Attenborough', 'Stephen Hawking', 'Tim Berners-Lee', 'Grace Hopper', 'Alan Turing',
  'Katherine Johnson', 'Neil Armstrong', 'Valentina Tereshkova', 'Yuri Gagarin', 'Christine Lagarde',
  'Angela Merkel',
] as const;

// biome-ignore format: with one name per line the lists would be too long to read
export const honorifics = [
  'Mr.', 'Mrs.', 'Ms.', 'Dr.', 'Prof.', 'President', 'Prime Minister', 'Chancellor', 'Senator', 'Sir',
  'Judge', 'Captain',
] as const;

// biome-ignore format: with one name per line the lists would be too long to read
export const places = [
  'London', 'Paris', 'Berlin', 'Tokyo', 'New York', 'Los Angeles', 'São Paulo', 'Rio de Janeiro',
  'Buenos Aires', 'Bogotá', 'Reykjavík', 'Zürich', 'Kraków', 'Łódź', 'Malmö', 'Århus', 'Nairobi', 'Lagos',
  'Cape Town', "N'Djamena", 'Cairo', 'Istanbul', 'Tehran', 'Mumbai', 'New Delhi', 'Kathmandu', 'Beijing',
  'Hong Kong', 'Seoul', 'Hanoi', 'Jakarta', 'Sydney', 'Wellington', 'Vancouver', 'Mexico City',
  'Washington, D.C.', 'St. Petersburg', 'Ho Chi Minh City', 'France', 'Japan', 'Brazil', 'Kenya', 'India',
  'Norway', 'South Africa', 'New Zealand', 'the United Kingdom', 'the United States', 'the Netherlands',
  'Côte d’Ivoire', 'Bosnia and Herzegovina', 'Trinidad and Tobago', 'California', 'Texas', 'Bavaria',
  'Queensland', 'Lake Victoria', 'Mount Everest', 'the Danube', 'the Sahara',
] as const;

// biome-ignore format: with one name per line the lists would be too long to read
export const organizations = [
  'the United Nations', 'the World Health Organization', 'UNESCO', 'the European Union',
  'the European Central Bank', 'NASA', 'the African Union', 'the World Bank',
  'the International Monetary Fund', 'the Red Cross', 'Amnesty International', 'Greenpeace', 'Google',
  'Apple', 'Microsoft', 'IBM', 'Samsung Electronics', 'Toyota', 'Siemens', 'Airbus', 'Boeing', 'Volkswagen',
  'Nestlé', 'L’Oréal', 'Procter & Gamble', 'Johnson & Johnson', 'AT&T', "McDonald's", 'H&M', 'Rolls-Royce',
  'Goldman Sachs', 'Deutsche Bank', 'the BBC', 'Reuters', 'Harvard University', 'the University of Oxford',
  'MIT', 'CERN', 'the Max Planck Society', 'FIFA', 'the International Olympic Committee', 'FC Barcelona',
  'Manchester United', 'Bayern München', 'the Boston Red Sox', 'the All Blacks', 'Doctors Without Borders',
  'the Metropolitan Museum of Art', 'the Royal Society', 'the Supreme Court',
] as const;

// biome-ignore format: with one name per line the lists would be too long to read
export const publicationNames = [
  'The Daily Ledger', 'Evening Courier', 'Lakeside Herald', 'The Northern Star', 'Le Messager du Soir',
  'Das Tagesblatt', 'El Noticiero', 'O Diário da Costa', 'Morning Post & Mail', "The People's Voice",
  'Tech/Science Weekly', 'Straße und Platz', 'İzmir Günlüğü', 'Æther News', '24.7', 'The “Quoted” Review',
  'Ελληνικά Νέα', 'Новости дня', '東方日報', 'Harbour Lights',
] as const;

// biome-ignore format: with one name per line the lists would be too long to read
export const weekdays = [
  'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday',
] as const;

// biome-ignore format: with one name per line the lists would be too long to read
export const topics = [
  'clean water', 'the school calendar', 'bridge repairs', 'the winter timetable', 'open data',
  'a new reading room', 'solar panels', 'the spring festival', 'coastal paths', 'interest rates',
  'a shared archive', 'bird migration', 'the harvest', 'night trains',
] as const;

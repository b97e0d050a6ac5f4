# language: de
@circulation
Funktionalität: Ausleihe auf Deutsch
  Die Zweigstelle in Görlitz schreibt ihre Szenarien auf Deutsch.

  Grundlage:
    Angenommen heute ist der 2024-03-04
    Und the members
      | name       | born       | language | email           |
      | Jörg Weiß  | 1980-05-17 | de       | joerg@weiss.test |
      | Ute Brandt | 1975-01-30 | de       |                 |
    Und the titles
      | title       | author      | year | kind | copies      |
      | Die Brücke  | Ivo Andrić  | 1945 | book | B-101       |
      | Nachtzug    | Olaf Berg   | 1971 | film | F-201       |

  Szenario: Ein Buch ausleihen
    Wenn Jörg Weiß B-101 ausleiht
    Dann ist B-101 am 2024-04-01 fällig

  Szenario: Ein Buch ist schon ausgeliehen
    Angenommen Jörg Weiß hat B-101 ausgeliehen
    Wenn Ute Brandt versucht, B-101 auszuleihen
    Dann wird das abgelehnt: copy B-101 is on loan

  Szenariogrundriss: Zu spät zurückgegeben
    Angenommen Jörg Weiß hat F-201 ausgeliehen
    Wenn der <Tag> kommt
    Und F-201 zurückkommt
    Dann kostet es <Gebühr> Euro

    Beispiele:
      | Tag        | Gebühr |
      | 2024-03-12 | 1.00   |
      | 2024-06-01 | 20.00  |

  Szenario: Pünktlich zurückgegeben
    Angenommen Jörg Weiß hat F-201 ausgeliehen
    Wenn F-201 zurückkommt
    Dann kostet es nichts

  Szenario: Die Erinnerung kommt auf Deutsch
    Angenommen Jörg Weiß hat F-201 ausgeliehen
    Wenn der 2024-03-09 kommt
    Und die Nachtarbeit läuft
    Dann steht in der letzten Nachricht an Jörg Weiß
      """
      Bald fällig: Nachtzug

      Guten Tag Jörg Weiß,
      bitte bis 2024-03-11 zurückgeben oder verlängern.
      """

@circulation
Feature: Returned and wanted

  Rule: A copy somebody waits for never goes back to its shelf
    Background:
      Given today is 2024-03-04
      And the members
        | name      | born       |
        | Ada Novak | 1980-05-17 |
        | Ben Okoro | 1975-01-30 |
        | Eva Lund  | 1990-12-24 |
      And the titles
        | title | author     | year | copies |
        | Rain  | Mia Tanaka | 1999 | B-101  |
      And Ada Novak borrows B-101
      And Ben Okoro reserves "Rain"
      And Eva Lund reserves "Rain"
      And B-101 comes back

    Scenario: It is set aside for the first
      Then B-101 waits for Ben Okoro until 2024-03-11
      And the queue for "Rain" is Eva Lund

    Scenario: It moves on when the first does not want it
      When Ben Okoro cancels the reservation of "Rain"
      Then B-101 waits for Eva Lund until 2024-03-11
      And nobody waits for "Rain"

    Scenario Outline: It moves on when the first does not collect it
      When it is <day>
      And the hold shelf is cleared
      Then B-101 waits for <member> until <until>

      Examples:
        | day        | member    | until      |
        | 2024-03-11 | Ben Okoro | 2024-03-11 |
        | 2024-03-12 | Eva Lund  | 2024-03-19 |

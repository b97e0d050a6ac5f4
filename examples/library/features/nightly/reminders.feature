@nightly @slow
Feature: Reminders
  The nightly job writes one notice for each stage of lateness. The mail server of the town takes
  few mails a second, so that a night lasts as long as it lasts.

  Background:
    Given today is 2024-03-04
    And the mail server takes 20 mails a second
    And the members
      | name      | born       | email           |
      | Ada Novak | 1980-05-17 | ada@example.org |
      | Ben Okoro | 1975-01-30 | ben@example.org |
    And the titles
      | title | author     | year | copies                                    |
      | Rain  | Mia Tanaka | 1999 | B-101 B-102 B-103 B-104 B-105             |
      | Snow  | Mia Tanaka | 2003 | B-201 B-202 B-203 B-204 B-205             |
    And Ada Novak borrows B-101 to B-104
    And Ben Okoro borrows B-201 to B-203

  Scenario Outline: One notice a stage
    When it is <day>
    And the nightly job runs
    Then the night's work is
      | what          | number     |
      | reminded      | <reminded> |
      | presumed lost | <lost>     |
    And the job pauses <reminded> times

    Examples: before the day
      | day        | reminded | lost |
      | 2024-03-28 | 0        | 0    |
      | 2024-03-29 | 7        | 0    |
      | 2024-04-01 | 7        | 0    |

    Examples: after the day
      | day        | reminded | lost |
      | 2024-04-02 | 7        | 0    |
      | 2024-04-28 | 7        | 0    |
      | 2024-04-29 | 7        | 0    |
      | 2024-05-31 | 7        | 0    |
      | 2024-06-01 | 0        | 7    |

  Scenario: The stages of one loan
    When it is 2024-03-29
    And the nightly job runs
    And it is 2024-03-30
    And the nightly job runs
    And it is 2024-04-02
    And the nightly job runs
    And it is 2024-04-29
    And the nightly job runs
    Then the notices to Ben Okoro are due soon, due soon, due soon, overdue, overdue, overdue, final, final, final
    And the job pauses 21 times

  Scenario: A renewed loan is reminded of anew
    When it is 2024-03-29
    And the nightly job runs
    And B-101 is renewed
    And it is 2024-04-24
    And the nightly job runs
    Then the notices to Ada Novak are due soon, due soon, due soon, due soon, overdue, overdue, overdue, due soon

  Scenario: Who brings everything back hears nothing
    When B-201 comes back
    And B-202 comes back
    And B-203 comes back
    And it is 2024-03-30
    And the nightly job runs
    Then there is no notice to Ben Okoro
    And 4 mails and 0 letters go out

@command_line
Feature: Files and reports on the command line

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |
    And the titles
      | title | author     | year | copies |
      | Rain  | Mia Tanaka | 1999 | B-101  |
    And Ada Novak borrows B-101

  Scenario: Titles are imported
    Given a file "titles.csv" with
      """
      title,author,year
      Snow,Mia Tanaka,2003
      Fog,Mia Tanaka,soon
      """
    When the command is import {folder}/titles.csv
    Then it prints
      """
      1 titles and 0 copies imported
      line 3: year 'soon' is not a number
      """

  Scenario: Titles are printed
    When the command is export titles
    Then it prints
      """
      isbn,title,author,year,kind,minimum_age,barcodes
      ,Rain,Mia Tanaka,1999,book,,B-101
      """

  Scenario: Loans are exported to a file
    When the command is export loans --to {folder}/loans.csv
    Then it prints
      """
      1 loans written to loans.csv
      """
    And the file "loans.csv" holds
      """
      barcode,title,member,lent,due,renewals
      B-101,Rain,M0001,2024-03-04,2024-04-01,0
      """

  Scenario: The popular titles of a month
    When the command is report popular --month 2024-03
    Then it prints
      """
      Lent from 2024-03-01 to 2024-03-31
      Title  Author      Loans
      Rain   Mia Tanaka      1
      """

  Scenario: The stock
    When the command is report stock
    Then it prints
      """
      Stock on 2024-03-04
      Kind  State    Copies
      book  on loan       1
      """
